import { cellBytes, CsvSplitter } from '@rollcall/server'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { expect, test } from 'vitest'
import { proofRuns } from '../support/proof-runs.js'
import { random, type Random } from '../support/random.js'
import { testDatabase, type TestDatabase } from '../support/test-database.js'

/*
 * The splitter held against PostgreSQL's own COPY (FORMAT csv). These are all the differences:
 *
 * 1. Empty lines are passed over; to COPY each is a row of one empty cell.
 * 2. A quote inside a cell that does not begin with one, and text behind a closing quote, are faults of their line; COPY lets quotes begin
 *    and end anywhere in a cell.
 * 3. LF, CRLF and CR may be mixed; COPY takes the first for all of them and refuses the file at another one.
 * 4. A quote that is never closed costs its first line; COPY refuses the file, as it does for the first row of another number of cells.
 * 5. A byte order mark is dropped; to COPY it is text. (No file here has one.)
 * 6. `\.` alone on a line is a cell; to COPY of PostgreSQL 17 and older it is the end. (No file here has one.)
 */

/** A line of a file as the splitter told it: its cells, or undefined for a fault. */
interface Line {
  line: number
  /** The last physical line it is on. */
  lastLine: number
  cells: string[] | undefined
}

interface Generated {
  bytes: Buffer
  columns: number
  /** Whether lines end in different ways. */
  isMixed: boolean
  /** Of the chunks it comes in. */
  sizes: number[]
}

const FILES_PER_LOOK = 500
const pieces = ['a', 'b', 'é', '漢', '😀', ' ', '\\', '\\N', "'", ';', '\t', '0']

/** A file of which most lines are right, and any of the others is wrong in one of the ways there are. */
function wildFile({ below, pick, chance }: Random): Generated {
  const columns = 1 + below(4)
  const lineEnd = pick(['\n', '\n', '\r\n', '\r'])
  const isMixed = chance(5)
  const wrong = chance(50) ? below(30) : 0
  const text = () => Array.from({ length: below(4) }, () => pick(pieces)).join('')
  const inQuotes = () =>
    Array.from({ length: below(5) }, () => pick([...pieces, ',', '""', '""', lineEnd, lineEnd])).join('')
  const cell = () => {
    if (chance(wrong))
      return pick([`"${text()}`, `${text()}"`, `"${text()}"x`, `${text()}"${text()}"`, '"', '"""', '""""'])
    return chance(40) ? `"${inQuotes()}"` : text()
  }
  const row = () => Array.from({ length: Math.max(1, columns + (chance(wrong) ? pick([-1, 1]) : 0)) }, cell).join(',')
  const lines = Array.from({ length: below(7) }, () => (chance(wrong) ? '' : row()))
  const ended = lines.map((line) => line + (isMixed ? pick(['\n', '\r\n', '\r']) : lineEnd)).join('')
  const bytes = Buffer.from(chance(50) ? ended : ended.slice(0, ended.length - lineEnd.length * Number(!isMixed)))
  return { bytes, columns, isMixed, sizes: Array.from({ length: 3 }, () => 1 + below(12)) }
}

function split({ bytes, sizes }: Generated): { lines: Line[]; emptyLines: number } {
  const splitter = new CsvSplitter()
  const lines: Line[] = []
  const drain = () => {
    for (let record = splitter.next(); record; record = splitter.next()) {
      const { line, innerLines, fault } = record
      const cells = Array.from({ length: record.cells }, (_, cell) => cellBytes(record, cell).toString())
      lines.push({ line, lastLine: line + innerLines, cells: fault ? undefined : cells })
    }
  }
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    splitter.push(bytes.subarray(at, at + size))
    at += size
    drain()
  }
  splitter.end()
  drain()
  return { lines, emptyLines: splitter.emptyLines }
}

/** PostgreSQL's word on files: how many rows it took, or why it took none. */
type Verdict = { rows: number } | { message: string; line: number }

async function copy(client: pg.Client, { bytes, columns }: Generated): Promise<Verdict> {
  const cells = Array.from({ length: columns }, (_, cell) => `c${cell}`).join(', ')
  const stream = client.query(from(`COPY oracle (${cells}) FROM STDIN (FORMAT csv)`))
  try {
    await new Promise<void>((resolve, reject) => {
      stream.on('error', reject).on('finish', resolve).end(bytes)
    })
    return { rows: stream.rowCount ?? 0 }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return { message: error.message, line: Number(/line (\d+)/.exec(error.where ?? '')?.[1] ?? 0) }
  }
}

/** The rows of the files that were taken, in their order: each COPY is a transaction, whose number tells its rows from the others'. */
async function rowsOf({ sql }: TestDatabase): Promise<(string | null)[][][]> {
  const found = await sql<{ rows: (string | null)[][] }>(
    `SELECT json_agg(json_build_array(c0, c1, c2, c3) ORDER BY n) AS rows FROM oracle GROUP BY file ORDER BY file`,
  )
  await sql('TRUNCATE oracle')
  return found.map(({ rows }) => rows)
}

function checkTaken(file: Generated, rows: (string | null)[][]): void {
  const { lines, emptyLines } = split(file)
  const copied = rows.map((cells) => cells.slice(0, file.columns).map((cell) => cell ?? ''))
  if (lines.some(({ cells }) => cells === undefined)) return expectStrayQuotes(file)
  // An empty line is an unquoted empty cell, which COPY reads as NULL.
  const empty = file.columns === 1 ? rows.filter(([cell]) => cell === null).length : 0
  expect([shown(file), emptyLines]).toEqual([shown(file), empty])
  const expected = file.columns === 1 ? copied.filter((_, row) => rows[row]?.[0] !== null) : copied
  expect([shown(file), lines.map(({ cells }) => cells)]).toEqual([shown(file), expected])
}

/** Faults in a file that COPY takes are quotes where RFC 4180 has none. */
function expectStrayQuotes({ bytes }: Generated): void {
  const proper = /^(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n|\r|\n|$))*$/
  expect([bytes.toString(), proper.test(bytes.toString())]).toEqual([bytes.toString(), false])
}

function checkRefused(file: Generated, { message, line }: { message: string; line: number }): void {
  if (/(newline|carriage return) found in data/.test(message)) return
  const { lines, emptyLines } = split(file)
  const wrong = lines.find(({ cells }) => cells?.length !== file.columns)
  if (emptyLines > 0 && file.columns > 1) return
  expect([shown(file), message, wrong === undefined]).toEqual([shown(file), message, false])
  // Where both stop at the first line of another number of cells, it is the same line. (COPY knows what ends lines after the first only.)
  const counts = !file.isMixed && lines[0]?.line === lines[0]?.lastLine
  if (counts && wrong?.cells && /missing data|extra data/.test(message) && lines.every(({ cells }) => cells)) {
    expect([shown(file), message, wrong.lastLine]).toEqual([shown(file), message, line])
  }
}

const shown = ({ bytes }: Generated) => JSON.stringify(bytes.toString())

test('files are split as COPY splits them, wherever the chunks end, but for the differences above', async () => {
  await using database = await testDatabase()
  await database.sql(
    'CREATE UNLOGGED TABLE oracle (c0 text, c1 text, c2 text, c3 text, n bigserial, file xid8 DEFAULT pg_current_xact_id())',
  )
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('SET synchronous_commit = off')
  const files = proofRuns(20) * 100
  const tally = { taken: 0, refused: 0 }
  try {
    for (let first = 0; first < files; first += FILES_PER_LOOK) {
      const taken: Generated[] = []
      for (let seed = first; seed < Math.min(files, first + FILES_PER_LOOK); seed++) {
        const file = wildFile(random(seed + 1))
        const verdict = await copy(client, file)
        if ('message' in verdict) checkRefused(file, verdict)
        else if (verdict.rows > 0) taken.push(file)
        else checkTaken(file, [])
        tally['message' in verdict ? 'refused' : 'taken']++
      }
      const rows = await rowsOf(database)
      expect(rows).toHaveLength(taken.length)
      taken.forEach((file, index) => checkTaken(file, rows[index] ?? []))
    }
  } finally {
    await client.end()
  }
  expect(tally.taken).toBeGreaterThan(files / 3)
  expect(tally.refused).toBeGreaterThan(files / 20)
})
