// Runs the built command line against a server that takes rows by request.
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { rollcall, start } from '../test/run-binary.js'
import { scratchFolder } from '../test/scratch-folder.js'
import { inputOf, refusal, scripted } from '../test/scripted-server.js'

interface Rows {
  rows: object[]
}

const FILE = 'id,job\n1,Cook\nx,Chef\n3\n4,"open\n\n5,Pilot\n'

describe('--mode batch', () => {
  it('sends rows together, and tells of each line that was not taken', async () => {
    await using folder = await scratchFolder()
    const sent: Rows[] = []
    await using server = await scripted({
      'jobs.createMany': async (request) => {
        sent.push(await inputOf<Rows>(request))
        return { inserted: 2, rejected: [{ index: 1, problems: [problem('id', 'is "x"')] }], load: null }
      },
    })
    const file = await fileIn(folder.path, FILE)
    const fix = join(folder.path, 'fix.csv')
    const ended = await rollcall([
      'load',
      'jobs',
      file,
      '--mode',
      'batch',
      '--rejects',
      fix,
      '--json',
      '--url',
      server.url,
    ])
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      id: null, table: 'jobs', state: 'done', dryRun: false, read: 5, inserted: 2, updated: 0, skipped: 0, rejected: 3, path: 'batch',
    }) // prettier-ignore
    expect(sent).toEqual([{ rows: [{ id: 1, job: 'Cook' }, { id: 'x', job: 'Chef' }, { id: 5, job: 'Pilot' }] }]) // prettier-ignore
    expect(ended.stderr).toContain('nothing can be rolled back')
    expect(await readFile(fix, 'utf8')).toBe(
      'reject_line,reject_problems,id,job\n3,"id: is ""x""",x,Chef\n4,"has 1 column; expected 2: id, job",3\n' +
        '5,"has a quote that is not closed; expected a closing quote",4,"open\n',
    )
  })

  it('reads a rejects file by its own delimiter, and other columns as they are told', async () => {
    await using folder = await scratchFolder()
    const sent: Rows[] = []
    await using server = await scripted({
      'jobs.createMany': async (request) => {
        sent.push(await inputOf<Rows>(request))
        return { inserted: 1, rejected: [], load: null }
      },
    })
    const fix = 'reject_line;reject_problems;job;-;id\n7;"id: is ""x""; expected, so";Cook;x;1\n'
    const load = async (text: string, ...options: string[]) =>
      rollcall(['load', 'jobs', await fileIn(folder.path, text), '--mode', 'batch', ...options, '--url', server.url])
    const { stdout } = await load(fix)
    expect(stdout).toContain(
      'First line taken as a header: - (passed over), - (passed over), job, - (passed over), id.\n',
    )
    expect(stdout).toContain("Cells separated by ';'.\n")
    await load('number,what,title\n2,x,Chef\n', '--columns', 'id,-,job')
    expect(sent).toEqual([{ rows: [{ id: 1, job: 'Cook' }] }, { rows: [{ id: 2, job: 'Chef' }] }])
  })

  it.each([
    ['packed', [0x1f, 0x8b, 8], 'packed by gzip'],
    ['UTF-16', [0xff, 0xfe, 0x31, 0], 'UTF-16'],
  ])('refuses a file that is %s, which --mode file reads', async (_, bytes, what) => {
    await using folder = await scratchFolder()
    const file = join(folder.path, 'jobs.csv')
    await writeFile(file, Buffer.from(bytes))
    const { code, stderr } = await rollcall(['load', 'jobs', file, '--mode', 'batch', '--url', 'http://127.0.0.1:1'])
    expect(code).toBe(1)
    expect(stderr).toContain(`The file is ${what}`)
    expect(stderr).toContain('--mode file')
  })

  it('sends 1,000 rows at a time', async () => {
    await using folder = await scratchFolder()
    const sizes: number[] = []
    await using server = await scripted({ 'jobs.createMany': takeAll(sizes) })
    const file = await fileIn(folder.path, rowsFrom(1, 2500))
    const { code } = await rollcall(['load', 'jobs', file, '--mode', 'batch', '--url', server.url])
    expect(code).toBe(0)
    expect(sizes).toEqual([1000, 1000, 500])
  })

  it('sends nothing twice when an answer is lost, and says which lines are in doubt', async () => {
    await using folder = await scratchFolder()
    let requests = 0
    await using server = await scripted({
      'jobs.createMany': async (request) => {
        if (++requests === 1) return takeAll([])(request)
        request.socket.destroy()
        return null
      },
    })
    const file = await fileIn(folder.path, rowsFrom(1, 2500))
    const { code, stdout } = await rollcall(['load', 'jobs', file, '--mode', 'batch', '--json', '--url', server.url])
    expect(requests).toBe(2)
    expect(code).toBe(5)
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'failed',
      read: 1000,
      inserted: 1000,
      error: {
        code: 'unreachable',
        message: expect.stringContaining('Whether lines 1001 to 2000 went in is not known'),
      },
    })
  })

  it('stops at a refusal, which has put nothing in', async () => {
    await using folder = await scratchFolder()
    await using server = await scripted({ 'jobs.createMany': () => refusal(403, 'forbidden') })
    const file = await fileIn(folder.path, rowsFrom(1, 3))
    const { code, stdout } = await rollcall(['load', 'jobs', file, '--mode', 'batch', '--json', '--url', server.url])
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'forbidden', message: 'It is forbidden.' } })
  })

  it('ends the request under way at an interrupt, and says what is in', async () => {
    await using folder = await scratchFolder()
    let interrupt = (): void => undefined
    await using server = await scripted({
      'jobs.createMany': (request) => {
        interrupt()
        // A second one would end the process at once.
        interrupt = () => undefined
        return takeAll([])(request)
      },
    })
    const file = await fileIn(folder.path, rowsFrom(1, 2500))
    const child = start(['load', 'jobs', file, '--mode', 'batch', '--json', '--url', server.url])
    interrupt = () => void child.kill('SIGINT')
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(code).toBe(130)
    const { read, inserted, state, error } = JSON.parse(stdout) as Record<string, unknown>
    expect([1000, 2000]).toContain(inserted)
    expect({ read, state }).toEqual({ read: inserted, state: 'cancelled' })
    expect(error).toMatchObject({ code: 'cancelled', message: expect.stringContaining('were inserted and stay') })
  })
})

describe('--mode rows', () => {
  it('sends each row alone, and tells what the server says of it', async () => {
    await using folder = await scratchFolder()
    const issue = { table: 'jobs', id: 3, column: 'id', message: 'job 3 is there already.' }
    const wrong = { table: null, id: null, column: 'job', message: 'Too small' }
    await using server = await scripted({
      'jobs.create': async (request) => {
        const row = await inputOf<{ id: number; job?: string }>(request)
        if (row.id === 3) return refusal(409, 'already_exists', [issue])
        return row.job === undefined ? refusal(400, 'invalid_input', [wrong]) : row
      },
    })
    const file = await fileIn(folder.path, '1,Cook\n2,\n3,Chef\n4,Pilot\n')
    const { code, stdout } = await rollcall(['load', 'jobs', file, '--mode', 'rows', '--url', server.url])
    expect(code).toBe(3)
    expect(stdout).toContain('  line 2, job: Too small\n  line 3, id: job 3 is there already.\n')
    expect(stdout).toMatch(/inserted +2\n/)
  })

  it.each([
    ['--dry-run', '--dry-run cannot be kept'],
    ['--max-rejects=1', '--max-rejects cannot be kept'],
    ['--on-conflict=update', '--on-conflict update needs --mode file'],
    ['--encoding=windows-1252', '--encoding windows-1252 needs --mode file'],
  ])('refuses %s, which only a load that is all or nothing can do', async (option, message) => {
    const { code, stderr } = await rollcall(['load', 'jobs', '-', '--mode', 'rows', option])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

function takeAll(sizes: number[]) {
  return async (request: IncomingMessage): Promise<object> => {
    const { rows } = await inputOf<Rows>(request)
    sizes.push(rows.length)
    return { inserted: rows.length, rejected: [], load: null }
  }
}

function problem(column: string, message: string): object {
  return { column, code: 'bad_integer', message }
}

function rowsFrom(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index},job ${index}\n`).join('')
}

async function fileIn(folder: string, content: string): Promise<string> {
  const path = join(folder, 'jobs.csv')
  await writeFile(path, content)
  return path
}
