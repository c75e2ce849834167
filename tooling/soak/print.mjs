import { ask } from '@rollcall/scratch'

/** Milliseconds between two lines. */
const EVERY = 30_000

/**
 * Prints how it goes, a line each half minute.
 * @param {{ server: import('./server.mjs').Server, tally: import('./tally.mjs').Tally, memory: { samples: import('./memory.mjs').MemorySample[] } }} options
 */
export function printEvery({ server, tally, memory }) {
  const began = performance.now()
  const line = async () => {
    const [{ sessions }] = await ask(
      server.databaseUrl,
      `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name LIKE 'rollcall%' AND datname = current_database()`,
    )
    const { rss, live } = memory.samples.at(-1) ?? { rss: 0, live: 0 }
    const open = await server.openFiles()
    const figures = [
      `${((performance.now() - began) / 60_000).toFixed(1)} min`,
      `${sum(tally.done)} done`,
      `${sum(tally.refused)} refused as expected`,
      `${tally.failures.length} failed`,
      `${tally.tables.hired_employees} employees`,
      `${rss.toFixed(0)} MB, ${live.toFixed(0)} in use`,
      `${sessions} sessions`,
      `${open.length} open files`,
    ]
    process.stdout.write(`${figures.join(' · ')}\n`)
  }
  const timer = setInterval(() => void line().catch((error) => tally.failed(`Looking at the server: ${error}`)), EVERY)
  return { stop: () => clearInterval(timer) }
}

/**
 * Prints what was done, and what was refused.
 * @param {{ tally: import('./tally.mjs').Tally, memory: string }} options
 */
export function printSummary({ tally, memory }) {
  for (const [title, counts] of Object.entries({ Done: tally.done, 'Refused, as expected': tally.refused })) {
    process.stdout.write(`\n${title}: ${sum(counts)}\n`)
    for (const [name, count] of Object.entries(counts).toSorted(([, one], [, other]) => other - one))
      process.stdout.write(`  ${String(count).padStart(8)}  ${name}\n`)
  }
  process.stdout.write(`\nMemory: ${memory}\n`)
}

/** @param {Record<string, number>} counts */
function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
