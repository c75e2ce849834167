import { isUtf8 } from 'node:buffer'
import type { Problem } from '@rollcall/tables'
import { jsonb } from '../database/jsonb.js'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { findTask } from '../tasks/task-store.js'
import { KEPT_BYTES } from './reading/csv-record.js'

/** A line that broke a rule, as it is kept. */
export interface StoredReject {
  line: number
  offset: number
  /** Bytes of the line in its file; `text` has at most 65,536. */
  length: number
  problems: Problem[]
  text: Buffer
}

/** Keeps rejects of a load, outside the load's own transaction, so that they survive its being rolled back. */
export async function saveRejects(query: Query, load: string, rejects: readonly StoredReject[]): Promise<void> {
  if (rejects.length === 0) return
  await query(
    `INSERT INTO rejects (load_id, line, "offset", length, problems, text)
     SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[], $6::bytea[])`,
    [
      load,
      rejects.map(({ line }) => line),
      rejects.map(({ offset }) => offset),
      rejects.map(({ length }) => length),
      rejects.map(({ problems }) => jsonb(problems)),
      rejects.map(({ text }) => text),
    ],
  )
}

/** Forgets the rejects of a load that is read anew. */
export async function clearRejects(query: Query, load: string): Promise<void> {
  await query('DELETE FROM rejects WHERE load_id = $1', [load])
}

interface RejectPage {
  load: string
  after?: number | undefined
  limit: number
}

type ToldReject = Omit<StoredReject, 'text'> & { text: string; base64: string | null; truncated: boolean }

/** The rejects of a load in line order, a page at a time: those after the line `after`. */
export async function listRejects(
  query: Query,
  { load, after, limit }: RejectPage,
): Promise<{ rejects: ToldReject[]; next: number | null }> {
  const { rows } = await query<StoredReject>(
    `SELECT line, "offset", length, problems, text FROM rejects
      WHERE load_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
    [load, after ?? 0, limit + 1],
  )
  if (rows.length === 0 && !(await findTask(query, load))) {
    throw new ServerError('not_found', `There is no load ${load}. \`rollcall loads\` lists them.`)
  }
  const rejects = rows.slice(0, limit).map(told)
  return { rejects, next: rows.length > limit ? (rejects.at(-1)?.line ?? null) : null }
}

function told({ text, ...reject }: StoredReject): ToldReject {
  const shows = isUtf8(text) && !text.includes(0)
  return {
    ...reject,
    text: text.toString('utf8'),
    base64: shows ? null : text.toString('base64'),
    // The length is that in the file, which in another encoding is another one than in UTF-8.
    truncated: text.length >= KEPT_BYTES && reject.length !== text.length,
  }
}
