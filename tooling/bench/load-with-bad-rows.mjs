import { join } from 'node:path'
import { writeEmployees } from './employees-file.mjs'
import { inTurn } from './in-turn.mjs'
import { assertRows, emptied } from './load-table.mjs'
import { whole } from './load-ways.mjs'
import { printSeconds } from './print.mjs'

/**
 * What bad rows cost.
 * @param {import('./load-ways.mjs').Bench} bench
 * @param {number} rows
 */
export async function withBadRows(bench, rows) {
  const { scratch, folder, runs } = bench
  const clean = join(folder, 'clean.csv')
  const bad = join(folder, 'bad.csv')
  await writeEmployees(clean, { rows })
  const good = await writeEmployees(bad, { rows, badPercent: 2 })
  const prepare = () => emptied(scratch)
  const seconds = await inTurn(
    [
      {
        name: 'rollcall load, clean',
        prepare,
        run: () => whole(bench, { csv: clean }),
        check: () => assertRows(scratch, rows),
      },
      {
        name: 'rollcall load, 2 % bad',
        prepare,
        run: () => whole(bench, { csv: bad, codes: [3] }),
        check: () => assertRows(scratch, good),
      },
    ],
    runs,
  )
  // psql takes none of a file with bad rows, and pgloader leaves good ones out.
  printSeconds(`${rows.toLocaleString('en')} rows into an empty table, clean and with 2 % bad ones`, { seconds, rows })
}
