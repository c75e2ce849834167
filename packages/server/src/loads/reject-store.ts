import { isUtf8 } from 'node:buffer'
import type { Problem } from '@rollcall/tables'
import { jsonb } from '../database/jsonb.js'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { findTask } from '../tasks/task-store.js'

/** A line that broke a rule, as it is kept. */
export interface StoredReject {
  line: number
  offset: number
  /** Bytes of the line in its file. */
  length: number
  problems: Problem[]
  /** The line, or its beginning. */
  text: Buffer
  truncated: boolean
}

/** Keeps rejects of a load, outside the load's own transaction, so that they survive its being rolled back. */
export async function saveRejects(query: Query, load: string, rejects: readonly StoredReject[]): Promise<void> {
  if (rejects.length === 0) return
  await query(
    `INSERT INTO rejects (load_id, line, "offset", length, problems, text, truncated)
     SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[], $6::bytea[], $7::boolean[])`,
    [
      load,
      rejects.map(({ line }) => line),
      rejects.map(({ offset }) => offset),
      rejects.map(({ length }) => length),
      rejects.map(({ problems }) => jsonb(problems)),
      rejects.map(({ text }) => text),
      rejects.map(({ truncated }) => truncated),
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

type ToldReject = Omit<StoredReject, 'text'> & { text: string; base64: string | null }

/** With so many bytes of lines a page is full. */
const FULL_PAGE = 4 * 1024 * 1024

/** The rejects of a load in line order, a page at a time: those after the line `after`, at least one if there is any. */
export async function listRejects(
  query: Query,
  { load, after, limit }: RejectPage,
): Promise<{ rejects: ToldReject[]; next: number | null }> {
  const { rows } = await query<StoredReject & { isLast: boolean }>(
    `SELECT line, "offset", length, problems, text, truncated, "isLast"
       FROM (SELECT *, lead(line) OVER (ORDER BY line) IS NULL AS "isLast",
                    sum(octet_length(text)) OVER (ORDER BY line) - octet_length(text) AS before
               FROM (SELECT * FROM rejects WHERE load_id = $1 AND line > $2 ORDER BY line LIMIT $3 + 1) AS next) AS measured
      WHERE before < $4 ORDER BY line LIMIT $3`,
    [load, after ?? 0, limit, FULL_PAGE],
  )
  if (rows.length === 0 && !(await findTask(query, load))) {
    throw new ServerError('not_found', `There is no load ${load}. \`rollcall loads\` lists them.`)
  }
  const last = rows.at(-1)
  return { rejects: rows.map(told), next: last && !last.isLast ? last.line : null }
}

function told({ line, offset, length, problems, text, truncated }: StoredReject): ToldReject {
  const shows = isUtf8(text) && !text.includes(0)
  return {
    line,
    offset,
    length,
    problems,
    truncated,
    text: text.toString('utf8'),
    base64: shows ? null : text.toString('base64'),
  }
}
