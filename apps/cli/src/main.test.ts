// Runs the built command line against a server that answers what a test tells it to.
import { EventEmitter, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { rollcall, start } from '../test/run-binary.js'
import { scratchFolder } from '../test/scratch-folder.js'
import { refusal, scripted, unusedUrl } from '../test/scripted-server.js'

const LOAD = '0b0f8e0e-6f0c-4d5b-9d3b-6f1f0a9d7c11'
const STATUS = {
  version: '1.2.3',
  database: { version: '18.4', pendingMigrations: [] },
  tables: { departments: 12, jobs: 183 },
}

describe('usage', () => {
  it('is explained with examples and exit codes by --help', async () => {
    const { code, stdout } = await rollcall(['--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('$ rollcall load departments departments.csv')
    expect(stdout).toContain('130  interrupted')
  })

  it('of a command is explained with its options and those of all commands', async () => {
    const { code, stdout } = await rollcall(['load', '--help'])
    expect(code).toBe(0)
    for (const option of ['--header', '--on-conflict', '--max-rejects', '--rejects', '--url', '--json']) {
      expect(stdout).toContain(option)
    }
  })

  it.each([
    { args: [], message: 'No command is given.' },
    { args: ['bogus'], message: "unknown command 'bogus'" },
    { args: ['status', '--bogus'], message: "unknown option '--bogus'" },
    { args: ['load', 'departments'], message: "missing required argument 'file'" },
    { args: ['load', 'people', 'x.csv'], message: 'there are departments, jobs, hired_employees' },
    { args: ['load', 'jobs', 'none.csv'], message: 'none.csv cannot be read: it is not there.' },
    { args: ['load', 'jobs', '-', '--header', 'maybe'], message: 'Allowed choices are auto, yes, no' },
    { args: ['report', 'hired-by-quarter'], message: "required option '--year <year>' not specified" },
    { args: ['report', 'hired-by-quarter', '--year', '0'], message: 'from 1 to 9999' },
    { args: ['rejects', '12'], message: 'is not the id of a load' },
    { args: ['status', '--url', 'ftp://x'], message: 'The URL of the server is "ftp://x"' },
  ])('that is wrong ends with 2: rollcall $args', async ({ args, message }) => {
    const { code, stdout, stderr } = await rollcall(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`error: `)
    expect(stderr).toContain(message)
  })

  it('that is wrong is told as JSON when JSON is asked for', async () => {
    const { code, stdout, stderr } = await rollcall(['status', '--bogus', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'invalid_input', message: "unknown option '--bogus'", requestId: null, issues: [] },
    })
    expect(stderr).toBe('')
  })
})

describe('a server that is not there', () => {
  it('ends with 5, and a JSON error on standard output', async () => {
    const { code, stdout } = await rollcall(['status', '--json', '--url', await unusedUrl()])
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unreachable', requestId: null, issues: [] } })
  })
})

describe('a server', () => {
  it('is told the token', async () => {
    const tokens: (string | undefined)[] = []
    await using server = await scripted({
      'system.status': (request) => {
        tokens.push(request.headers.authorization)
        return STATUS
      },
    })
    await rollcall(['status', '--url', server.url, '--token', 'secret'])
    expect(tokens).toEqual(['Bearer secret'])
  })

  it('is found by ROLLCALL_URL', async () => {
    await using server = await scripted({ 'system.status': () => STATUS })
    const { code, stdout } = await rollcall(['status', '--json'], { ROLLCALL_URL: server.url })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual(STATUS)
  })

  it.each([
    { status: 401, reason: 'unauthorized', code: 4 },
    { status: 403, reason: 'forbidden', code: 4 },
    { status: 400, reason: 'invalid_input', code: 1 },
  ])('that says $reason makes it end with $code', async ({ status, reason, code }) => {
    await using server = await scripted({ 'system.status': () => refusal(status, reason) })
    const ended = await rollcall(['status', '--json', '--url', server.url])
    expect(ended.code).toBe(code)
    expect(JSON.parse(ended.stdout)).toEqual({
      error: { code: reason, message: `It is ${reason}.`, requestId: 'request-1', issues: [] },
    })
  })

  it('that refuses is quoted to a person with the id of the request', async () => {
    await using server = await scripted({ 'system.status': () => refusal(401, 'unauthorized') })
    const { stdout, stderr } = await rollcall(['status', '--url', server.url])
    expect(stdout).toBe('')
    expect(stderr).toBe('error: It is unauthorized.\n  request request-1\n')
  })
})

describe('a report', () => {
  const rows = [{ department: 'Accounting', job: 'Actuary', q1: 0, q2: 1, q3: 0, q4: 0 }]
  const args = ['report', 'hired-by-quarter', '--year', '2021']

  it('is the same document by --json and by --format json', async () => {
    await using server = await scripted({ 'reports.hiredByQuarter': () => rows })
    const one = await rollcall([...args, '--json', '--url', server.url])
    const other = await rollcall([...args, '--format', 'json', '--url', server.url])
    expect(JSON.parse(one.stdout)).toEqual({ report: 'hired-by-quarter', year: 2021, rows })
    expect(other.stdout).toBe(one.stdout)
  })

  it('whose reader goes away ends quietly', async () => {
    const many = Array.from({ length: 100_000 }, () => rows[0])
    await using server = await scripted({ 'reports.hiredByQuarter': () => many })
    const child = start([...args, '--format', 'csv', '--url', server.url])
    child.stdout.once('data', () => child.stdout.destroy())
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})

describe('rejects', () => {
  const reject = (line: number): object => ({
    line,
    offset: line * 3,
    length: 2,
    problems: [{ column: 'job', code: 'missing_value', message: 'is empty' }],
    text: `${line},`,
    base64: null,
  })
  const pages = {
    'tasks.get': () => ({
      kind: 'load',
      state: 'done',
      input: { table: 'jobs' },
      result: { delimiter: ',', columns: ['id', 'job'], encoding: 'utf-8' },
    }),
    'loads.rejects': ({ url = '' }: IncomingMessage) =>
      url.includes('after') ? { rejects: [reject(7)], next: null } : { rejects: [reject(2)], next: 2 },
  }

  it('are one document, however many pages they come in', async () => {
    await using server = await scripted(pages)
    const { code, stdout } = await rollcall(['rejects', LOAD, '--json', '--url', server.url])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ load: LOAD, rejects: [{ line: 2, text: '2,' }, { line: 7 }] })
  })

  it('are saved to a file', async () => {
    await using server = await scripted(pages)
    await using folder = await scratchFolder()
    const path = join(folder.path, 'fix.csv')
    const { code, stdout, stderr } = await rollcall(['rejects', LOAD, '-o', path, '--url', server.url])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `2 rejects saved to ${path}.\n` })
    expect(await readFile(path, 'utf8')).toBe(
      'reject_line,reject_problems,id,job\n2,"job: is empty",2,\n7,"job: is empty",7,\n',
    )
  })

  it('whose second page fails leave no half document', async () => {
    const failing = ({ url = '' }: IncomingMessage): unknown =>
      url.includes('after') ? refusal(403, 'forbidden') : { rejects: [reject(2)], next: 2 }
    await using server = await scripted({ ...pages, 'loads.rejects': failing })
    const { code, stdout } = await rollcall(['rejects', LOAD, '--json', '--url', server.url])
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'forbidden' } })
  })
})

describe('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s ends with 130', async (signal) => {
    const asked = new EventEmitter()
    await using server = await scripted({
      'system.status': () => {
        asked.emit('request')
        return new Promise(() => undefined)
      },
    })
    const request = once(asked, 'request')
    const child = start(['status', '--json', '--url', server.url])
    await request
    child.kill(signal)
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled', message: 'Interrupted.' } })
  })
})
