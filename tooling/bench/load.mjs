import { intoEmpty } from './load-into-empty.mjs'
import { intoLive } from './load-into-live.mjs'
import { withBadRows } from './load-with-bad-rows.mjs'
import { onStage, openStage } from './on-stage.mjs'
import { isInstalled } from './run-command.mjs'

/**
 * Measures loading CSV files and prints it.
 * @param {{ sizes: number[], runs: number, only: string | undefined }} options
 */
export function benchLoad({ sizes, runs, only }) {
  return onStage(async ({ scratch, folder, serve }) => {
    const server = await serve()
    await openStage(scratch, runs)
    const bench = {
      scratch,
      folder,
      server: server.url,
      runs,
      psql: await isInstalled('psql'),
      loader: await isInstalled('pgloader'),
      peak: 0,
    }
    for (const rows of sizes) {
      if (!only || only === 'empty') await intoEmpty(bench, rows)
      if (!only || only === 'bad') await withBadRows(bench, rows)
      if (!only || only === 'live') await intoLive(bench, rows)
    }
    process.stdout.write(`\nPeak memory: server ${await server.peakMemory()} MiB, rollcall load ${bench.peak} MiB\n`)
  })
}
