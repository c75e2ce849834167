import type { LoadResult, LoadTask } from '@rollcall/sdk'
import { describe, expect, it } from 'vitest'
import { listedLoad } from './listed-load.js'
import { loadDocument } from './load-document.js'
import { loadText } from './load-text.js'

const result: LoadResult = {
  id: 'abc',
  table: 'jobs',
  state: 'done',
  dryRun: false,
  read: 2000,
  inserted: 1930,
  updated: 0,
  skipped: 0,
  rejected: 70,
  path: 'live',
  seconds: 0.5,
  lockedSeconds: 0,
  header: false,
  columns: ['id', 'job'],
  delimiter: ',',
  encoding: 'utf-8',
  emptyLines: 0,
  hint: null,
  rejectsKept: null,
}

const first = [
  {
    line: 2,
    offset: 9,
    length: 2,
    problems: [{ column: 'job', code: 'missing_value' as const, message: 'is empty' }],
    text: '2,',
    base64: null,
    truncated: false,
  },
]

const options = { source: 'jobs.csv', program: 'rollcall', first, saved: false }

describe('a load as JSON', () => {
  it('has exactly the promised keys, in their order', () => {
    expect(JSON.stringify(loadDocument(result))).toBe(
      '{"id":"abc","table":"jobs","state":"done","dryRun":false,"read":2000,"inserted":1930,"updated":0,' +
        '"skipped":0,"rejected":70,"path":"live","seconds":0.5}',
    )
  })
})

describe('a load as text', () => {
  it('tells the counts, the first line, the first rejects and how to see all of them', () => {
    expect(loadText(result, options)).toBe(
      `Loaded jobs.csv into jobs.
  read      2,000
  inserted  1,930
  updated       0
  skipped       0
  rejected     70
  in 0.50 s, 4,000 rows/s

First line taken as data.

70 lines rejected; the first 1:
  line 2, job: is empty

See all of them, or save them to be mended:
  rollcall rejects abc
  rollcall rejects abc -o fix.csv
`,
    )
  })

  it('says for how long readers had to wait, and why', () => {
    expect(loadText({ ...result, path: 'rebuild', lockedSeconds: 0.82 }, options)).toContain(
      '  in 0.50 s, 4,000 rows/s\n  readers of jobs waited up to 0.82 s, while its keys were built anew\n',
    )
    expect(loadText({ ...result, lockedSeconds: 0.004 }, options)).not.toContain('readers')
    expect(loadText({ ...result, lockedSeconds: 0.5 }, options)).toContain(
      '  readers of jobs waited up to 0.50 s, as building its keys anew was tried in vain\n',
    )
  })

  it('tells nothing of rejects when there are none', () => {
    expect(loadText({ ...result, rejected: 0 }, options)).not.toContain('rejects')
    const empty = loadText({ ...result, read: 0, inserted: 0, rejected: 0 }, options)
    expect(empty).toContain('There are no rows in it.')
    expect(empty).not.toContain('First line')
  })

  it('names the columns of a header, and the empty lines', () => {
    expect(loadText({ ...result, header: true, emptyLines: 1 }, options)).toContain(
      'First line taken as a header: id, job.\n1 empty line passed over.\n',
    )
  })

  it('tells every decision that is not the usual one, and what to try', () => {
    const decided = { ...result, delimiter: '\t', encoding: 'utf-16' } as const
    const hint = "lines look separated by ';': try --delimiter ';'"
    expect(loadText({ ...decided, hint, columns: ['job', '-', 'id'] }, options)).toContain(
      'First line taken as data: job, - (passed over), id.\nCells separated by tabs.\nRead as utf-16.\n\n' +
        "Lines look separated by ';': try --delimiter ';'.\n",
    )
  })

  it('says that a dry run kept nothing', () => {
    expect(loadText({ ...result, dryRun: true }, options)).toContain('Dry run of jobs.csv: jobs is as it was.\n')
  })

  it('says that a failed load kept nothing', () => {
    expect(loadText({ ...result, state: 'failed' }, options)).toContain('Not loaded: jobs is as it was')
  })

  it('does not offer to save what is saved', () => {
    expect(loadText(result, { ...options, saved: true })).not.toContain('-o fix.csv')
  })
})

describe('a load in the list', () => {
  const task = {
    kind: 'load',
    id: 'abc',
    state: 'running',
    progress: null,
    attempts: 1,
    input: { table: 'jobs', dryRun: true },
    result: null,
    error: null,
    createdAt: '2024-01-01T00:00:00Z',
    startedAt: null,
    endedAt: null,
  } as LoadTask

  it('has null for what is not known before its end', () => {
    expect(listedLoad(task)).toMatchObject({ id: 'abc', table: 'jobs', state: 'running', dryRun: true, read: null })
  })

  it('has its error in the shape of all errors', () => {
    const error = { code: 'too_many_rejects' as const, message: 'too many', issues: [] }
    expect(listedLoad({ ...task, state: 'failed', error }).error).toEqual({ ...error, requestId: null })
  })
})
