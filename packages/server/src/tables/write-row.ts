import { routerKey, type Table, type TableName } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import { writeRecorded } from '../audit/audit-store.js'
import type { Query } from '../database/query.js'

type NamedTable = Table<TableName>

/** What may write a row: the connection, the table and in whose name. */
export interface RowWrite {
  query: Query
  table: NamedTable
  actor: Actor
}

type Values = Record<string, unknown>

/** Inserts a row; answers it as it is stored. */
export function insertRow(write: RowWrite, row: { id: number }): Promise<object | undefined> {
  const columns = columnsOf(write.table)
  const sql = `INSERT INTO ${write.table.name} (${columns.join(', ')}) VALUES (${columns.map(placeholder).join(', ')})`
  return writeOne(write, { name: 'create', id: row.id, sql, values: columns.map((name) => (row as Values)[name]) })
}

/** Changes some values of a row; answers it as it is stored, undefined when there is none of that key. */
export function updateRow(write: RowWrite, id: number, changes: object): Promise<object | undefined> {
  const changed = columnsOf(write.table).filter((name) => (changes as Values)[name] !== undefined)
  const set = changed.map((name, index) => `${name} = ${placeholder(name, index)}`)
  const sql = `UPDATE ${write.table.name} SET ${set.join(', ')} WHERE id = $${changed.length + 1}`
  return writeOne(write, { name: 'update', id, sql, values: [...changed.map((name) => (changes as Values)[name]), id] })
}

/** Removes a row; answers it as it was, undefined when there is none of that key. */
export function deleteRow(write: RowWrite, id: number): Promise<object | undefined> {
  return writeOne(write, { name: 'remove', id, sql: `DELETE FROM ${write.table.name} WHERE id = $1`, values: [id] })
}

interface OneRow {
  /** Of the procedure that does this. */
  name: string
  id: number
  sql: string
  values: unknown[]
}

async function writeOne(
  { query, table, actor }: RowWrite,
  { name, id, sql, values }: OneRow,
): Promise<object | undefined> {
  const [row] = await writeRecorded<object>(query, {
    sql: `${sql} RETURNING ${columnsOf(table).join(', ')}`,
    values,
    actor,
    deed: { action: `${routerKey(table.name)}.${name}`, table: table.name, detail: { id } },
  })
  return row
}

function columnsOf({ columns }: NamedTable): string[] {
  return Object.keys(columns)
}

function placeholder(_name: string, index: number): string {
  return `$${index + 1}`
}
