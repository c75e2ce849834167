import { randomUUID } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { httpClient } from '../support/http-client.js'
import { fingerprints } from '../support/people.js'
import { testServer } from '../support/test-server.js'
import { attackedServer, mutate, query, refusesAll } from './attacked-server.js'

const json = { 'content-type': 'application/json' }

const PATHS = [
  '..',
  '.',
  '../secret.txt',
  '../../secret.txt',
  '..\\secret.txt',
  '....//secret.txt',
  '/etc/passwd',
  'file:///etc/passwd',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '..%2fsecret.txt',
  '%252e%252e%252fsecret.txt',
  '..%c0%afsecret.txt',
  '..%00/secret.txt',
  'jobs.avro%00.json',
  '../secret.txt\0.avro',
  'secret.txt',
  '~/secret.txt',
  'CON',
  'x'.repeat(4000),
  '../'.repeat(1000) + 'etc/passwd',
]

test('no name of a backup, a file, an upload or a table leads out of where it belongs', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  await writeFile(join(server.home, 'secret.txt'), 'SECRET')
  await writeFile(join(server.home, 'backups', 'secret.txt'), 'SECRET')
  await mkdir(join(server.home, 'uploads'), { recursive: true })
  const before = [await fingerprints(server.database), await readdir(server.home, { recursive: true })]
  const backup = server.backup
  for (const name of PATHS) {
    // As it is where HTTP lets it through, and spelled so that the server finds it as it is.
    for (const part of [name.replaceAll('\0', '%00').replaceAll(' ', '%20'), encodeURIComponent(name)]) {
      await refusesAll(name, [
        client.send({ method: 'GET', path: `/backups/${part}/manifest.json` }),
        client.send({ method: 'GET', path: `/backups/${backup}/${part}` }),
        client.send({ method: 'GET', path: `/backups/${part}` }),
        client.send({ method: 'PUT', path: `/uploads/${part}?offset=0`, body: 'x' }),
        client.send({ method: 'PUT', path: `/api/loads/${part}`, body: '1,x\n' }),
        client.send({ method: 'GET', path: `/docs/x/${part}` }),
      ])
    }
    const file = (backup_file: string) => JSON.stringify({ table_name: 'job', backup_file })
    for (const backupFile of [name, `job_backup_${name}.avro`, `${name}/job_backup_${backup}.avro`]) {
      await refusesAll(name, [
        client.send({ method: 'POST', path: '/api/restore-table/', headers: json, body: file(backupFile) }),
      ])
    }
    await refusesAll(name, [
      client.send({
        method: 'POST',
        path: '/api/restore-table/',
        headers: json,
        body: JSON.stringify({ table_name: name, backup_file: `job_backup_${backup}.avro` }),
      }),
      query(client, 'backups.get', { id: name }),
      mutate(client, 'backups.remove', { id: name }),
      mutate(client, 'backups.verify', { task: randomUUID(), backup: name }),
      mutate(client, 'backups.restore', { task: randomUUID(), table: 'jobs', backup: name }),
      mutate(client, 'uploads.open', { id: name }),
      mutate(client, 'uploads.remove', { id: name }),
      query(client, 'uploads.preview', { upload: name, table: 'jobs' }),
      mutate(client, 'loads.start', { id: randomUUID(), upload: name, table: 'jobs' }),
      mutate(client, 'backups.import', { task: randomUUID(), files: [{ name, upload: randomUUID() }] }),
    ])
  }
  expect([await fingerprints(server.database), await readdir(server.home, { recursive: true })]).toEqual(before)
})

test('an imported file whose name has in it what the database cannot keep is refused as wrong input', async () => {
  await using server = await testServer()
  for (const name of ['job_backup_\0.avro', 'job_backup_\ud800.avro', 'job_backup_../../x.avro']) {
    const error = await failure(server.rollcall.backups.import([{ name, content: [Buffer.from('Obj\x01')] }]))
    expect([name, error.code]).toEqual([name, expect.stringMatching(/^(invalid_input|damaged)$/)])
  }
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('the id of a task of another kind is refused as taken', async () => {
  await using server = await attackedServer()
  using client = httpClient(server.url)
  const task = randomUUID()
  expect(await mutate(client, 'backups.create', { task })).toMatchObject({ status: 200 })
  expect(await mutate(client, 'backups.create', { task })).toMatchObject({ status: 200 })
  const other = await mutate(client, 'backups.verify', { task, backup: server.backup })
  expect(other).toMatchObject({ status: 409, body: expect.stringContaining('"wrong_state"') })
  const upload = randomUUID()
  await server.rollcall.uploads.open({ id: upload, bytes: 0 })
  const load = await mutate(client, 'loads.start', { id: task, upload, table: 'jobs' })
  expect(load).toMatchObject({ status: 409, body: expect.stringContaining('"wrong_state"') })
})
