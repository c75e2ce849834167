import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tidily } from '@rollcall/scratch'
import { DEPARTMENTS, JOBS } from './employees-file.mjs'
import { scratchDatabase } from './scratch-database.mjs'
import { startServer } from './server.mjs'

/**
 * @typedef {object} Stage
 * @property {import('./scratch-database.mjs').Scratch} scratch
 * @property {string} folder for files
 * @property {(options?: { program?: string, env?: Record<string, string> }) => ReturnType<typeof startServer>} serve starts a server on the database
 */

/**
 * Runs a benchmark with a database, a folder and servers of its own, which are gone afterwards.
 * @param {(stage: Stage) => Promise<void>} bench
 */
export function onStage(bench) {
  return tidily(async (afterwards) => {
    const scratch = await scratchDatabase()
    afterwards(scratch.drop)
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-files-'))
    afterwards(() => rm(folder, { recursive: true, force: true }))
    await bench({
      scratch,
      folder,
      async serve(options) {
        const server = await startServer({ databaseUrl: scratch.url, home: scratch.home, ...options })
        afterwards(() => server.stop())
        return server
      },
    })
  })
}

/**
 * Says what is measured, and puts the departments and jobs there.
 * @param {import('./scratch-database.mjs').Scratch} scratch with its tables
 * @param {number} runs
 */
export async function openStage({ sql }, runs) {
  const [{ server_version: version }] = await sql('SHOW server_version')
  process.stdout.write(`PostgreSQL ${version}, Node ${process.versions.node}, ${runs} runs of each in turn\n`)
  await sql(
    `INSERT INTO departments SELECT n, 'Department ' || n FROM generate_series(1, ${DEPARTMENTS}) n;
     INSERT INTO jobs SELECT n, 'Job ' || n FROM generate_series(1, ${JOBS}) n;
     ANALYZE departments; ANALYZE jobs`,
  )
}
