import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEPARTMENTS, JOBS } from './employees-file.mjs'
import { benchReads } from './http-reads.mjs'
import { benchReports } from './http-reports.mjs'
import { benchCreate, benchCreateMany } from './http-writes.mjs'
import { scratchDatabase } from './scratch-database.mjs'
import { startServer } from './server.mjs'

const BARE = fileURLToPath(new URL('bare-server.mjs', import.meta.url))

/** One client is all of the clients here. */
const NO_RATES = { ROLLCALL_REQUESTS_PER_TOKEN: '0', ROLLCALL_REQUESTS_PER_ADDRESS: '0' }

/**
 * Measures the answering of requests and prints it.
 * @param {{ sizes: number[], runs: number, requests: number, only: string | undefined }} options
 */
export async function benchHttp({ sizes, runs, requests, only }) {
  const scratch = await scratchDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-files-'))
  const { url: databaseUrl, home } = scratch
  const server = await startServer({ databaseUrl, home, env: NO_RATES })
  const bare = await startServer({ databaseUrl, home, program: BARE })
  try {
    const [{ server_version: version }] = await scratch.sql('SHOW server_version')
    process.stdout.write(`PostgreSQL ${version}, Node ${process.versions.node}, ${runs} runs of each in turn\n`)
    await scratch.sql(
      `INSERT INTO departments SELECT n, 'Department ' || n FROM generate_series(1, ${DEPARTMENTS}) n;
       INSERT INTO jobs SELECT n, 'Job ' || n FROM generate_series(1, ${JOBS}) n;
       ANALYZE departments; ANALYZE jobs`,
    )
    const bench = { scratch, folder, server: server.url, bare: bare.url, runs, requests }
    if (!only || only === 'create') await benchCreate(bench)
    if (!only || only === 'many') await benchCreateMany(bench)
    if (!only || only === 'reads') await benchReads(bench)
    if (!only || only === 'reports') for (const rows of sizes) await benchReports(bench, rows)
  } finally {
    await bare.stop()
    await server.stop()
    await scratch.drop()
    await rm(folder, { recursive: true, force: true })
  }
}
