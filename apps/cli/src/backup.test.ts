// Runs the built command line against a server that answers what a test tells it to.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rollcall } from '../test/run-binary.js'
import { scratchFolder } from '../test/scratch-folder.js'
import { inputOf, scripted } from '../test/scripted-server.js'

const JOBS = Buffer.from('Obj and so on')
const ID = '20261122_201700_3fa9'
const backup = {
  id: ID,
  createdAt: '2026-11-22T20:17:00.123456Z',
  kind: 'manual',
  tables: { jobs: { rows: 3, bytes: JOBS.length, sha256: sha256(JOBS) } },
}
const older = { ...backup, id: '20261121_000000_0000', createdAt: '2026-11-21T00:00:00Z' }
const safety = { ...backup, id: '20261122_230000_ffff', kind: 'safety' }
const restored = {
  table: 'jobs', backup: ID, mode: 'replace', dryRun: false,
  added: 1, changed: 2, removed: 3, unchanged: 4, rows: 7, safetyBackup: safety.id,
} // prettier-ignore

describe('backup', () => {
  it.each([{ args: ['backup'] }, { args: ['backup', 'create'] }])('makes one: rollcall $args', async ({ args }) => {
    await using server = await scripted(taskOf('backup', 'create', backup))
    const { code, stdout } = await rollcall([...args, '--json', '--url', server.url])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual(backup)
  })

  it('lists them', async () => {
    await using server = await scripted({ 'backups.list': () => [safety, backup] })
    const { stdout } = await rollcall(['backup', 'list', '--url', server.url])
    expect(stdout).toContain(`${ID}  2026-11-22 20:17:00Z  manual            –     3                –  13 B`)
    const json = await rollcall(['backup', 'list', '--json', '--url', server.url])
    expect(JSON.parse(json.stdout)).toEqual({ backups: [safety, backup] })
  })

  it('that is not whole ends with 1 and its problems', async () => {
    const verified = { id: ID, ok: false, tables: backup.tables, problems: ['jobs.avro is cut short', 'another'] }
    await using server = await scripted(taskOf('verify', 'verify', verified))
    const { code, stdout } = await rollcall(['backup', 'verify', ID, '--url', server.url])
    expect(code).toBe(1)
    expect(stdout).toBe(`Backup ${ID} is not whole:\n  jobs.avro is cut short\n  another\n`)
    const json = await rollcall(['backup', 'verify', ID, '--json', '--url', server.url])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toEqual(verified)
  })

  it('is saved whole, with its manifest', async () => {
    await using folder = await scratchFolder()
    await using server = await scripted(filesOf(JOBS))
    const place = join(folder.path, 'new', 'deep')
    const { code } = await rollcall(['backup', 'get', ID, '-o', place, '--url', server.url])
    expect(code).toBe(0)
    expect((await readdir(place)).toSorted()).toEqual(['jobs.avro', 'manifest.json'])
    expect(await readFile(join(place, 'jobs.avro'))).toEqual(JOBS)
  })

  it('that comes in damaged leaves nothing behind', async () => {
    await using folder = await scratchFolder()
    await using server = await scripted(filesOf(Buffer.from('obj and so on')))
    const made = await rollcall(['backup', 'get', ID, '-o', join(folder.path, 'new', 'deep'), '--url', server.url])
    expect(made.code).toBe(1)
    expect(made.stderr).toContain('came in damaged')
    await mkdir(join(folder.path, 'there'))
    const there = await rollcall(['backup', 'get', ID, '-o', join(folder.path, 'there'), '--url', server.url])
    expect(there.code).toBe(1)
    expect(await readdir(folder.path, { recursive: true })).toEqual(['there'])
  })

  it('is not saved into a folder that holds something', async () => {
    await using folder = await scratchFolder()
    await writeFile(join(folder.path, 'mine'), '')
    const { code, stderr } = await rollcall(['backup', 'get', ID, '-o', folder.path])
    expect(code).toBe(2)
    expect(stderr).toContain('is not empty')
  })

  it('is removed only when that is confirmed, which takes a terminal or --yes', async () => {
    await using server = await scripted({ 'backups.remove': () => backup })
    const unasked = await rollcall(['backup', 'remove', ID, '--url', server.url])
    expect(unasked.code).toBe(2)
    expect(unasked.stderr).toContain('Give --yes.')
    const removed = await rollcall(['backup', 'remove', ID, '--yes', '--json', '--url', server.url])
    expect(removed.code).toBe(0)
    expect(JSON.parse(removed.stdout)).toEqual(backup)
  })

  it.each([
    { args: ['verify', '12'], message: '"12" is not the id of a backup' },
    { args: ['get', ID], message: "required option '-o, --output <folder>' not specified" },
    { args: ['import'], message: "missing required argument 'file'" },
    { args: ['import', 'none.avro'], message: 'none.avro cannot be read: it is not there.' },
    { args: ['everything'], message: 'too many arguments' },
  ])('with wrong usage ends with 2: rollcall backup $args', async ({ args, message }) => {
    const { code, stderr } = await rollcall(['backup', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('restore', () => {
  const lists = { 'backups.list': () => [safety, backup, older] }

  it('lists the backups with numbers, 1 the newest, and safety backups apart', async () => {
    await using server = await scripted(lists)
    const { stdout } = await rollcall(['restore', 'list', '--url', server.url])
    expect(stdout).toMatch(new RegExp(`1  ${ID}[^]*2  ${older.id}[^]*\n\nSafety backups[^]*\n${safety.id}`))
    const json = await rollcall(['restore', 'list', '--json', '--url', server.url])
    expect(JSON.parse(json.stdout)).toEqual({
      backups: [
        { number: null, ...safety },
        { number: 1, ...backup },
        { number: 2, ...older },
      ],
    })
  })

  it('takes a number, and tells what it did and how to undo it', async () => {
    const asked: unknown[] = []
    await using server = await scripted({ ...lists, ...taskOf('restore', 'restore', restored, asked) })
    const { code, stdout } = await rollcall(['restore', 'job', '2', '--yes', '--url', server.url])
    expect(code).toBe(0)
    expect(asked).toMatchObject([{ table: 'jobs', backup: older.id, mode: 'replace', dryRun: false }])
    expect(stdout).toContain('  removed    3\n')
    expect(stdout).toContain(`To undo it:\n  rollcall --url ${server.url} restore jobs ${safety.id} --yes\n`)
  })

  it('is the promised document as JSON', async () => {
    await using server = await scripted(taskOf('restore', 'restore', restored))
    const { stdout } = await rollcall([
      'restore',
      'jobs',
      ID,
      '--mode',
      'merge',
      '--yes',
      '--json',
      '--url',
      server.url,
    ])
    expect(stdout).toBe(`${JSON.stringify(restored)}\n`)
  })

  it('as a dry run asks for nothing', async () => {
    const asked: unknown[] = []
    const result = { ...restored, dryRun: true, safetyBackup: null }
    await using server = await scripted(taskOf('restore', 'restore', result, asked))
    const { code, stdout } = await rollcall(['restore', 'jobs', ID, '--dry-run', '--url', server.url])
    expect(code).toBe(0)
    expect(asked).toMatchObject([{ dryRun: true }])
    expect(stdout).toContain('would change this:')
    expect(stdout).not.toContain('undo')
  })

  it('that the server refuses ends with 1 and a line for each row in the way', async () => {
    const issues = [1, 2].map((id) => ({ table: 'jobs', id, column: null, message: `job ${id} is in use` }))
    const error = { code: 'still_referenced', message: 'Refused. job 1 is in use; job 2 is in use.', issues }
    await using server = await scripted(taskOf('restore', 'restore', null, [], { state: 'failed', error }))
    const { code, stderr } = await rollcall(['restore', 'jobs', ID, '--yes', '--quiet', '--url', server.url])
    expect(code).toBe(1)
    expect(stderr).toBe('error: Refused.\n  job 1 is in use\n  job 2 is in use\n')
  })

  it.each([
    { args: [], message: 'Without a terminal to ask at' },
    { args: ['jobs'], message: 'Without a terminal to ask at' },
    { args: ['jobs', '1'], message: 'See what it would change with --dry-run, or give --yes.' },
    { args: ['people', '1'], message: 'There is no table "people"' },
    { args: ['jobs', 'latest'], message: '"latest" is neither a number' },
    { args: ['jobs', '1', '--mode', 'both'], message: 'Allowed choices are replace, merge' },
  ])('with wrong usage ends with 2: rollcall restore $args', async ({ args, message }) => {
    const { code, stderr } = await rollcall(['restore', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  it('of a number that is not listed ends with 1', async () => {
    await using server = await scripted(lists)
    const { code, stderr } = await rollcall(['restore', 'jobs', '3', '--yes', '--url', server.url])
    expect(code).toBe(1)
    expect(stderr).toContain('There is no backup 3; `rollcall restore list` lists 2 backups with a number.')
  })
})

/** A server on which a procedure starts a task that has ended when it is looked at. */
function taskOf(kind: string, procedure: string, result: unknown, asked: unknown[] = [], ending: object = {}) {
  const task = { id: 'x', kind, state: 'done', progress: null, error: null, input: {}, result, ...ending }
  return {
    [`backups.${procedure}`]: async (request: Parameters<typeof inputOf>[0]) => {
      asked.push(await inputOf(request))
      return task
    },
    'tasks.get': () => task,
  }
}

/** A server with the files of the backup, of which one has these bytes. */
function filesOf(jobs: Buffer) {
  const content = { format: 1, ...backup }
  const manifest = `${JSON.stringify({ ...content, checksum: sha256(JSON.stringify(content)) }, null, 2)}\n`
  return {
    'backups.get': () => backup,
    [`/backups/${ID}/jobs.avro`]: () => jobs,
    [`/backups/${ID}/manifest.json`]: () => Buffer.from(manifest),
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
