import { routerKey, type Table, type TableName } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import { type RecordedWrite, recordedWrite } from '../audit/recorded-write.js'
import type { Query } from '../database/query.js'
import { perTable } from './per-table.js'

/** What may write a row: the connection, the table and in whose name. */
export interface RowWrite {
  query: Query
  table: Table<TableName>
  actor: Actor
}

type Values = Record<string, unknown>

/** Inserts a row; answers it as it is stored. */
export function insertRow(write: RowWrite, row: { id: number }): Promise<object | undefined> {
  const { columns, create } = statementsOf(write.table)
  const values = columns.map((name) => (row as Values)[name])
  return writeOne(write, create, { action: 'create', id: row.id, values })
}

/** Changes some values of a row; answers it as it is stored, undefined when there is none of that key. */
export function updateRow(write: RowWrite, id: number, changes: object): Promise<object | undefined> {
  const { columns, update } = statementsOf(write.table)
  const changed = columns.filter((name) => (changes as Values)[name] !== undefined)
  const values = [...changed.map((name) => (changes as Values)[name]), id]
  return writeOne(write, update(changed), { action: 'update', id, values })
}

/** Removes a row; answers it as it was, undefined when there is none of that key. */
export function deleteRow(write: RowWrite, id: number): Promise<object | undefined> {
  return writeOne(write, statementsOf(write.table).remove, { action: 'remove', id, values: [id] })
}

interface OneRow {
  /** The name of the procedure that does this. */
  action: 'create' | 'update' | 'remove'
  id: number
  values: unknown[]
}

async function writeOne(
  { query, table, actor }: RowWrite,
  statement: RecordedWrite<object>,
  { action, id, values }: OneRow,
): Promise<object | undefined> {
  const deed = { action: statementsOf(table).actions[action], table: table.name, detail: { id } }
  const [row] = await statement(query, values, actor, deed)
  return row
}

/** The statements that write a row of one table. */
interface Statements {
  /** The values they take, in this order. */
  columns: string[]
  create: RecordedWrite<object>
  /** Takes the values of these columns, then the key. */
  update: (changed: string[]) => RecordedWrite<object>
  remove: RecordedWrite<object>
  /** What the audit calls them. */
  actions: Record<OneRow['action'], string>
}

// Made once: putting the text together takes as long as sending it.
const statementsOf = perTable((table): Statements => {
  const key = routerKey(table.name)
  const columns = Object.keys(table.columns)
  const returning = `RETURNING ${columns.join(', ')}`
  const updates = new Map<string, RecordedWrite<object>>()
  return {
    columns,
    create: recordedWrite({
      sql: `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(placeholder).join(', ')}) ${returning}`,
      values: columns.length,
    }),
    update(changed) {
      const set = changed.map((name, index) => `${name} = ${placeholder(name, index)}`).join(', ')
      const sql = `UPDATE ${table.name} SET ${set} WHERE id = $${changed.length + 1} ${returning}`
      const update = updates.get(set) ?? recordedWrite({ sql, values: changed.length + 1 })
      updates.set(set, update)
      return update
    },
    remove: recordedWrite({ sql: `DELETE FROM ${table.name} WHERE id = $1 ${returning}`, values: 1 }),
    actions: { create: `${key}.create`, update: `${key}.update`, remove: `${key}.remove` },
  }
})

function placeholder(_name: string, index: number): string {
  return `$${index + 1}`
}
