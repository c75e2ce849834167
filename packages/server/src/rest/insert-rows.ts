import type { AnyTable } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import type { Query } from '../database/query.js'
import { recordRejectedRows } from '../loads/record-rejected-rows.js'
import type { Services } from '../services.js'
import { createMany, type RejectedRow } from '../tables/create-many.js'
import { readRow } from './read-row.js'

interface Rows {
  table: AnyTable
  /** As they came. */
  values: readonly unknown[]
  actor: Actor
}

interface InsertedRows {
  /** The rows as the database has them, in the order they came; none when one was rejected. */
  stored: object[]
  rejected: (RejectedRow & { row: unknown })[]
}

/** Inserts rows of an old request in one statement, all or nothing; those that are rejected are recorded. */
export async function insertRows({ database, tasks }: Services, { table, values, actor }: Rows): Promise<InsertedRows> {
  const rows = values.map((value) => readRow(table, value))
  const { rejected, recorded } = await createMany(database, table, rows, {
    atomic: true,
    actor,
    async record(query, created) {
      await recordRejectedRows(query, { server: tasks.server, actor, table, values, created })
      return created.inserted === 0 ? [] : storedRows(query, table, rows as { id: number }[])
    },
  })
  return { stored: recorded, rejected: rejected.map((each) => ({ ...each, row: rows[each.index] })) }
}

async function storedRows(query: Query, table: AnyTable, sent: { id: number }[]): Promise<object[]> {
  const ids = sent.map(({ id }) => id)
  const { rows } = await query<{ id: number }>(
    `SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name} WHERE id = ANY($1::integer[])`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
