import { join } from 'node:path'
import { writeEmployees } from './employees-file.mjs'
import { inTurn } from './in-turn.mjs'
import { psqlWays } from './load-contestants.mjs'
import { assertRows, emptied } from './load-table.mjs'
import { ways } from './load-ways.mjs'
import { printSeconds } from './print.mjs'

/**
 * All ways into an empty table.
 * @param {import('./load-ways.mjs').Bench} bench
 * @param {number} rows
 */
export async function intoEmpty(bench, rows) {
  const { scratch, folder, runs } = bench
  const csv = join(folder, 'employees.csv')
  const binary = join(folder, 'employees.copy')
  await writeEmployees(csv, { rows })
  if (bench.psql) {
    const psql = psqlWays({ url: scratch.url, csv, binary })
    await emptied(scratch)
    await psql.allKeysRebuilt()
    await psql.saveBinary()
  }
  const seconds = await inTurn(
    ways(bench, { csv, binary, prepare: () => emptied(scratch), check: () => assertRows(scratch, rows) }),
    runs,
  )
  printSeconds(`${rows.toLocaleString('en')} rows into an empty table`, { seconds, rows })
}
