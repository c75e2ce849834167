import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, type Query } from '../database/query.js'
import { withParents } from '../tables/references.js'
import { copyInto } from './copy-into.js'
import { checkKeysLater, checkKeysNow } from './key-checks-later.js'
import type { LoadCounts } from './load-counts.js'
import type { LoadJob } from './load-job.js'
import { assertCopied, keepingCounts, loadResult } from './load-result.js'
import type { LoadResult } from './load-schemas.js'
import { rowSource } from './row-source.js'
import { updateRows } from './update-rows.js'
import { withAttempt } from './with-attempt.js'

interface LiveOptions {
  /** Keep other writers away from the table and its parents until the end; readers go on reading. */
  lock: boolean
}

/** Loads a file in one transaction with every check on, the foreign keys' once all rows are in; readers are never in its way. */
export function loadLive(job: LoadJob, { lock }: LiveOptions): Promise<LoadResult> {
  const { run, table, options } = job
  return withAttempt(job, ({ client, query, beside }) => {
    const load = async () => {
      await checkKeysLater(query)
      if (lock) await lockTables(query, job)
      const changesFile = join(job.folder, 'changes')
      await using changes = options.onConflict === 'update' ? await open(changesFile, 'w') : undefined
      const source = rowSource({ job, beside, empty: await isEmpty(query, job), changes })
      return await keepingCounts(job, source, 'live', async () => {
        const columns = Object.keys(table.columns)
        const copied = await copyInto(client, { table: table.name, columns, rows: joined(source.copy()) })
        if (changes) countChanges(source.counts, await updateRows(client, table, changesFile))
        await checkKeysNow(query)
        assertCopied(source, copied)
        const result = loadResult(job, source, { state: 'done', path: 'live' })
        if (!options.dryRun) await run.complete(query, result)
        return result
      })
    }
    return inTransaction(query, load, options.dryRun ? 'ROLLBACK' : 'COMMIT')
  })
}

/** Whether the table has no row that others have committed. */
export async function isEmpty(query: Query, { table }: LoadJob): Promise<boolean> {
  const { rows } = await query<{ empty: boolean }>(`SELECT NOT EXISTS (SELECT FROM ${table.name}) AS empty`)
  return rows[0]?.empty ?? false
}

async function lockTables(query: Query, { table }: LoadJob): Promise<void> {
  for (const { name } of withParents(table)) {
    await query(`LOCK TABLE ${name} IN ${name === table.name ? 'SHARE ROW EXCLUSIVE' : 'SHARE'} MODE`)
  }
}

function countChanges(counts: LoadCounts, { offered, updated }: { offered: number; updated: number }): void {
  counts.updated += updated
  counts.skipped += offered - updated
}

/** What comes together as one piece: each costs a message to PostgreSQL. */
async function* joined(pieces: AsyncIterable<Buffer[]>): AsyncGenerator<Buffer> {
  for await (const some of pieces) {
    const piece = some.length === 1 ? some[0]! : Buffer.concat(some)
    if (piece.length > 0) yield piece
  }
}
