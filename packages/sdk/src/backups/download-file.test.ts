import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { backupServer } from '../../test/backup-server.js'
import { json } from '../../test/scripted-server.js'
import { type Backup, createRollcall } from '../index.js'

const BYTES = Buffer.from('Obj\u0001 and so on')
const backup: Backup = {
  id: '20260101_000000_0000',
  createdAt: '2026-01-01T00:00:00Z',
  kind: 'manual',
  tables: { jobs: { rows: 1, bytes: BYTES.length, sha256: sha256(BYTES) } },
}
const content = { format: 1, ...backup }
const manifest = `${JSON.stringify({ ...content, checksum: sha256(JSON.stringify(content)) }, null, 2)}\n`

test('A file is given as it is, with the token', async () => {
  await using server = await fileServer((response) => response.end(BYTES))
  expect(await download(server.url, 'jobs.avro')).toEqual(BYTES)
  const request = server.received.find(({ path }) => path.startsWith('/backups'))
  expect(request).toMatchObject({
    path: `/backups/${backup.id}/jobs.avro`,
    headers: { authorization: 'Bearer secret' },
  })
})

test.each([
  ['is shorter', BYTES.subarray(1), /13 bytes came; the backup has 14/],
  ['is longer', Buffer.concat([BYTES, BYTES]), /28 bytes came/],
  ['is another', Buffer.from(BYTES).fill('x', 5, 6), /its SHA-256 is/],
])('A file that %s than the backup says is damaged', async (_, bytes, message) => {
  await using server = await fileServer((response) => response.end(bytes))
  await expect(download(server.url, 'jobs.avro')).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(message),
  })
})

test('A file whose connection breaks fails as unreachable', async () => {
  await using server = await fileServer((response) => {
    response.write(BYTES.subarray(0, 3))
    setTimeout(() => response.destroy(), 20)
  })
  await expect(download(server.url, 'jobs.avro')).rejects.toMatchObject({ code: 'unreachable' })
})

test('A file of which nothing more comes is given up after the timeout', async () => {
  await using server = await fileServer((response) => response.write(BYTES.subarray(0, 3)))
  await expect(download(server.url, 'jobs.avro', 100)).rejects.toMatchObject({ code: 'timeout' })
})

test('A manifest is given when its checksum fits, and is damaged otherwise', async () => {
  let text = manifest
  await using server = await fileServer((response) => response.end(text))
  expect(String(await download(server.url, 'manifest.json'))).toBe(manifest)
  text = manifest.replace('"rows": 1', '"rows": 2')
  await expect(download(server.url, 'manifest.json')).rejects.toMatchObject({ code: 'damaged' })
  text = '{'
  await expect(download(server.url, 'manifest.json')).rejects.toMatchObject({ code: 'damaged' })
})

test('A file the backup does not have is not asked for', async () => {
  await using server = await fileServer((response) => response.end())
  await expect(download(server.url, 'departments.avro')).rejects.toMatchObject({ code: 'not_found' })
  await expect(download(server.url, '../secret')).rejects.toMatchObject({ code: 'not_found' })
  expect(server.received.filter(({ path }) => path.startsWith('/backups'))).toEqual([])
})

test('What the server says of a failure is told', async () => {
  const error = { code: 'forbidden', message: 'You may not.', requestId: 'request-2', issues: [] }
  await using server = await fileServer((response) => json(response, 403, { error }))
  await expect(download(server.url, 'jobs.avro')).rejects.toMatchObject(error)
})

function fileServer(respond: (response: ServerResponse) => void) {
  return backupServer({
    backup,
    before({ path }, response) {
      if (!path.startsWith('/backups')) return false
      response.setHeader('content-type', 'application/octet-stream')
      respond(response)
      return true
    },
  })
}

async function download(url: string, file: string, timeout = 30_000): Promise<Buffer> {
  const rollcall = createRollcall({ url, token: 'secret', timeout })
  const parts = []
  for await (const part of rollcall.backups.download(backup.id, file)) parts.push(part)
  return Buffer.concat(parts)
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
