import { fileURLToPath } from 'node:url'
import { benchReads } from './http-reads.mjs'
import { benchReports } from './http-reports.mjs'
import { benchCreate, benchCreateMany } from './http-writes.mjs'
import { onStage, openStage } from './on-stage.mjs'

const BARE = fileURLToPath(new URL('bare-server.mjs', import.meta.url))

/** One client is all of the clients here. */
const NO_RATES = { ROLLCALL_REQUESTS_PER_TOKEN: '0', ROLLCALL_REQUESTS_PER_ADDRESS: '0' }

/**
 * Measures the answering of requests and prints it.
 * @param {{ sizes: number[], runs: number, requests: number, only: string | undefined }} options
 */
export function benchHttp({ sizes, runs, requests, only }) {
  return onStage(async ({ scratch, folder, serve }) => {
    const server = await serve({ env: NO_RATES })
    const bare = await serve({ program: BARE })
    await openStage(scratch, runs)
    const bench = { scratch, folder, server: server.url, bare: bare.url, runs, requests }
    if (!only || only === 'create') await benchCreate(bench)
    if (!only || only === 'many') await benchCreateMany(bench)
    if (!only || only === 'reads') await benchReads(bench)
    if (!only || only === 'reports') for (const rows of sizes) await benchReports(bench, rows)
  })
}
