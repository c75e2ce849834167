import { copyFile, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RollcallError } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { backupFolder } from '../support/backup-files.js'
import { employees, fingerprint, fingerprints, parents } from '../support/people.js'
import { proofRuns } from '../support/proof-runs.js'
import { random } from '../support/random.js'
import { runTask } from '../support/start-task.js'
import { testServer, type TestServer } from '../support/test-server.js'

const tables = {
  'departments.avro': 'departments',
  'jobs.avro': 'jobs',
  'hired_employees.avro': 'hired_employees',
} as const

/** What verify says of a backup: true, false, or the code it fails with. */
async function verdict(server: TestServer, backup: string): Promise<boolean | string> {
  try {
    const { kind, result, error } = await runTask(server, 'backups.verify', { backup })
    return kind === 'verify' && result ? result.ok : String(error?.code)
  } catch (error) {
    return (error as RollcallError).code
  }
}

/** What a restore fails with; undefined when it does not. */
async function refusal(server: TestServer, backup: string, table: string): Promise<string | undefined> {
  try {
    return (await runTask(server, 'backups.restore', { backup, table })).error?.code
  } catch (error) {
    return (error as RollcallError).code
  }
}

/** A server with 60 employees, a backup, and then other employees, so that a restore would show. */
async function backedUp(server: TestServer): Promise<string> {
  await parents(server.database)
  await employees(server.database, 60)
  const { id } = await server.rollcall.backups.create()
  await server.database.sql(
    `UPDATE hired_employees SET name = 'changed'; UPDATE jobs SET job = 'changed'; UPDATE departments SET department = 'changed'`,
  )
  return id
}

const files = ['manifest.json', ...Object.keys(tables)]

interface Damage {
  what: string
  file: string
  bytes: Buffer
}

/** Seeded damages, each of one file: cut short at any byte, or one bit of one byte turned. */
function* damages(originals: Map<string, Buffer>, runs: number): Generator<Damage> {
  const { below, pick } = random(20_211_107)
  for (let run = 0; run < runs; run++) {
    const file = pick(files)
    const original = originals.get(file) ?? Buffer.alloc(0)
    const cut = below(original.length)
    yield { what: `${file} cut to ${cut} of ${original.length} bytes`, file, bytes: original.subarray(0, cut) }
    const flipped = Buffer.from(original)
    const [at, bit] = [below(original.length), below(8)]
    flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
    yield { what: `bit ${bit} of byte ${at} of ${file} turned`, file, bytes: flipped }
  }
}

test(
  'a backup of which a file was cut or a bit turned is not ok, and no table is restored from that file',
  async () => {
    await using server = await testServer()
    const id = await backedUp(server)
    const folder = backupFolder(server.home, id)
    const originals = new Map<string, Buffer>()
    for (const file of files) originals.set(file, await readFile(join(folder, file)))
    const now = () => fingerprints(server.database)
    const before = await now()
    for (const { what, file, bytes } of damages(originals, proofRuns(60))) {
      await writeFile(join(folder, file), bytes)
      expect([what, await verdict(server, id)]).toEqual([
        what,
        expect.toSatisfy((told) => [false, 'damaged', 'not_found'].includes(told as never)),
      ])
      const table = tables[file as keyof typeof tables] ?? 'hired_employees'
      expect([what, await refusal(server, id, table)]).toEqual([what, expect.stringMatching(/^(damaged|not_found)$/)])
      expect([what, await now()]).toEqual([what, before])
      await writeFile(join(folder, file), originals.get(file) ?? '')
    }
    expect(await verdict(server, id)).toBe(true)
    expect(await refusal(server, id, 'hired_employees')).toBeUndefined()
    expect(await now()).not.toEqual(before)
  },
  proofRuns(60) * 3000,
)

test.each<[string, (folder: string) => Promise<void>]>([
  ['bytes were added to a file', async (folder) => writeFile(join(folder, 'jobs.avro'), 'x', { flag: 'a' })],
  ['a file is missing', async (folder) => rm(join(folder, 'jobs.avro'))],
  ['a file is empty', async (folder) => truncate(join(folder, 'jobs.avro'))],
  [
    'a file is that of another table',
    async (folder) => copyFile(join(folder, 'departments.avro'), join(folder, 'jobs.avro')),
  ],
  [
    'the manifest tells another number of rows',
    async (folder) => {
      const manifest = join(folder, 'manifest.json')
      await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"rows": 3', '"rows": 4'))
    },
  ],
  [
    'a file is a link to a copy that was changed',
    async (folder) => {
      const bytes = await readFile(join(folder, 'jobs.avro'))
      await writeFile(join(folder, 'copy'), bytes.subarray(1))
      await rm(join(folder, 'jobs.avro'))
      await symlink(join(folder, 'copy'), join(folder, 'jobs.avro'))
    },
  ],
])('a backup in which %s is not ok, and its table is not restored', async (_what, damage) => {
  await using server = await testServer()
  const id = await backedUp(server)
  const before = await fingerprint(server.database, 'jobs')
  await damage(backupFolder(server.home, id))
  expect([false, 'damaged', 'not_found']).toContain(await verdict(server, id))
  expect(['damaged', 'not_found']).toContain(await refusal(server, id, 'jobs'))
  expect(await fingerprint(server.database, 'jobs')).toBe(before)
})

test('another backup’s file in place of its own is not ok: both are whole, but it is not this one', async () => {
  await using server = await testServer()
  const id = await backedUp(server)
  const other = await server.rollcall.backups.create()
  await copyFile(
    join(backupFolder(server.home, other.id), 'jobs.avro'),
    join(backupFolder(server.home, id), 'jobs.avro'),
  )
  expect(await verdict(server, id)).toBe(false)
  expect(await refusal(server, id, 'jobs')).toBe('damaged')
})

test('a verdict on a damaged backup names the file, and a refused restore leaves no safety backup half made', async () => {
  await using server = await testServer()
  const id = await backedUp(server)
  await truncate(join(backupFolder(server.home, id), 'jobs.avro'), 10)
  const { problems, ok } = await server.rollcall.backups.verify(id)
  expect([ok, problems.join()]).toEqual([false, expect.stringContaining('jobs')])
  await refusal(server, id, 'jobs')
  expect((await readdir(backupFolder(server.home))).filter((name) => name.endsWith('.partial'))).toEqual([])
})
