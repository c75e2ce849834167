import type { LoadFileOptions, LoadResult, Reject } from '@rollcall/sdk'
import { rejectsOf } from './rejects-of.js'
import type { TestServer } from './test-server.js'

/** What a load of jobs did, and what is in the table after it. */
interface LoadedJobs {
  result: LoadResult
  rows: [number, string][]
  rejects: Reject[]
}

/** Loads a text into jobs; answers the counts, the table and the rejects. */
export async function loadJobs(
  server: TestServer,
  csv: string | Uint8Array,
  options?: LoadFileOptions,
): Promise<LoadedJobs> {
  const result = await server.rollcall.load('jobs', [csv], options)
  return { result, rows: await jobsIn(server), rejects: await rejectsOf(server.rollcall, result.id) }
}

/** The rows of jobs by their keys. */
export async function jobsIn({ database }: TestServer): Promise<[number, string][]> {
  const rows = await database.sql<{ id: number; job: string }>('SELECT id, job FROM jobs ORDER BY id')
  return rows.map(({ id, job }) => [id, job])
}
