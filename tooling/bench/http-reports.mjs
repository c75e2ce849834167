import { join } from 'node:path'
import pg from 'pg'
import { writeEmployees } from './employees-file.mjs'
import { inTurn, median } from './in-turn.mjs'
import { rollcallLoad } from './load-contestants.mjs'
import { printMark } from './print.mjs'
import { reportSql } from './report-sql.mjs'

/** How many times as long as the best SQL a report may take. */
const MARK = 1.2

/** The sessions that the SQL is tried in. */
const SESSIONS = {
  'as configured': 'RESET ALL',
  'four workers': 'SET max_parallel_workers_per_gather = 4',
  'one process': 'SET max_parallel_workers_per_gather = 0',
  'no JIT': 'SET jit = off',
}

/**
 * The reports of a table of so many rows, against the best hand-written SQL.
 * @param {import('./http-writes.mjs').HttpBench} bench
 * @param {number} rows
 */
export async function benchReports({ scratch, folder, server, runs }, rows) {
  const csv = join(folder, 'reports.csv')
  await writeEmployees(csv, { rows })
  await scratch.sql('TRUNCATE hired_employees')
  await rollcallLoad({ server, csv })
  await scratch.sql('VACUUM ANALYZE hired_employees')
  process.stdout.write(`\nReports of ${rows.toLocaleString('en')} rows\n`)
  for (const report of Object.keys(reportSql)) await benchReport({ scratch, server, runs }, report)
}

/**
 * @param {Pick<import('./http-writes.mjs').HttpBench, 'scratch' | 'server' | 'runs'>} bench
 * @param {string} report
 */
async function benchReport({ scratch, server, runs }, report) {
  const clients = await Promise.all(Object.values(SESSIONS).map((session) => connect(scratch.url, session)))
  try {
    const byHand = Object.keys(SESSIONS).flatMap((session, index) =>
      (reportSql[report] ?? []).map(({ name, sql, values }) => ({
        name: `${name}, ${session}`,
        run: () => /** @type {pg.Client} */ (clients[index]).query(sql, values),
      })),
    )
    const contestants = [...byHand, { name: 'Rollcall', run: () => askReport(server, report) }]
    const ours = JSON.stringify(await askReport(server, report))
    for (const { name, run } of byHand) assertSame(report, { ours, name, theirs: await run() })
    const seconds = await inTurn(contestants, runs)
    print(report, seconds)
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

/**
 * @param {string} url
 * @param {string} session
 */
async function connect(url, session) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(session)
  return client
}

/**
 * @param {string} server
 * @param {string} report
 */
async function askReport(server, report) {
  const input = report === 'years' ? '' : `?input=${encodeURIComponent('{"year":2021}')}`
  const response = await fetch(`${server}/trpc/reports.${report}${input}`)
  const { result, error } = await response.json()
  if (error) throw new Error(`reports.${report} failed: ${error.message}`)
  return result.data.departments ?? result.data
}

/**
 * @param {string} report
 * @param {{ ours: string, name: string, theirs: pg.QueryResult }} answers
 */
function assertSame(report, { ours, name, theirs }) {
  // A client of its own leaves large counts as text.
  const value = (/** @type {unknown} */ each) => (/^\d+$/.test(String(each)) ? Number(each) : each)
  const rows = theirs.rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, each]) => [key, value(each)])),
  )
  if (JSON.stringify(rows) !== ours) throw new Error(`${report}: the SQL with ${name} answers something else.`)
}

/**
 * @param {string} report
 * @param {Map<string, number[]>} seconds
 */
function print(report, seconds) {
  const ours = median(seconds.get('Rollcall') ?? [])
  seconds.delete('Rollcall')
  const [[name, best] = ['', 0]] = [...seconds]
    .map(([each, values]) => /** @type {const} */ ([each, median(values)]))
    .toSorted(([, one], [, other]) => one - other)
  const [our, their] = [ours, best].map((value) => `${(value * 1000).toFixed(1)} ms`)
  process.stdout.write(`  ${report.padEnd(22)} ${our}; best SQL ${their} (${name}): ${(ours / best).toFixed(2)}x`)
  printMark(ours <= best * MARK, `≤ ${MARK}x`)
}
