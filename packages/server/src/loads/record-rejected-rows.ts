import { randomUUID } from 'node:crypto'
import type { AnyTable } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import type { CreatedMany } from '../tables/create-many.js'
import { insertTask, endTask } from '../tasks/task-store.js'
import type { Query } from '../database/query.js'
import { loadOptionsSchema, type LoadResult } from './load-schemas.js'
import { saveRejects } from './reject-store.js'

interface RejectedRows {
  server: number
  actor: Actor
  table: AnyTable
  /** The rows of the request, as they came. */
  values: readonly unknown[]
  created: CreatedMany
}

/** Keeps the rows a request could not insert, as a load of its own; answers its id, or null when there are none. */
export async function recordRejectedRows(
  query: Query,
  { server, actor, table, values, created }: RejectedRows,
): Promise<string | null> {
  const { inserted, rejected } = created
  if (rejected.length === 0) return null
  const id = randomUUID()
  const result = resultOf(id, table, { read: values.length, inserted, rejected: rejected.length })
  const input = { ...loadOptionsSchema.parse({ table: table.name }), upload: null }
  const rejects = rejected.map(({ index, problems }) => {
    const text = wtf8(csvLine(table, values[index]))
    return { line: index + 1, offset: 0, length: text.length, problems, text, truncated: false }
  })
  await insertTask(query, { id, kind: 'load', input, server, home: null, actor })
  await saveRejects(query, id, rejects)
  // What it inserted is recorded as the request's own.
  await endTask(query, id, { state: 'done', result, deed: null })
  return id
}

function resultOf(id: string, table: AnyTable, counts: Pick<LoadResult, 'read' | 'inserted' | 'rejected'>): LoadResult {
  return {
    id,
    table: table.name,
    state: 'done',
    dryRun: false,
    ...counts,
    // With `atomic` the good rows stayed out too.
    skipped: counts.read - counts.inserted - counts.rejected,
    updated: 0,
    path: 'request',
    seconds: 0,
    lockedSeconds: 0,
    header: false,
    columns: Object.keys(table.columns),
    delimiter: ',',
    encoding: 'utf-8',
    emptyLines: 0,
    hint: null,
    rejectsKept: null,
  }
}

/** The row as a line of the CSV it could have come in, so that it can be mended and loaded like any other reject. */
function csvLine(table: AnyTable, value: unknown): string {
  if (typeof value !== 'object' || value === null) return jsonText(value)
  if (Array.isArray(value)) return csvCell(jsonText(value))
  const cells = value as Record<string, unknown>
  const names = Object.keys(table.columns)
  // What the table has no column for comes last: the line then has too many cells, and is not taken as it is.
  const others = Object.keys(cells).filter((name) => !names.includes(name))
  return [...names, ...others].map((name) => csvCell(Object.hasOwn(cells, name) ? cells[name] : undefined)).join(',')
}

/** A text as UTF-8, but halves of surrogate pairs as three bytes each that are none, so that they are not taken for another character. */
function wtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text)
  return Buffer.concat(
    Array.from(text, (character) => (character.isWellFormed() ? Buffer.from(character) : half(character))),
  )
}

function half(surrogate: string): Buffer {
  const unit = surrogate.charCodeAt(0)
  return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
}

function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : jsonText(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A value nested a million deep can be parsed, but not spelled again. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return '…'
  }
}
