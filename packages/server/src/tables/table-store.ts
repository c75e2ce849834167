import type { ChangesOf, Columns, RowOf, Table, TableName } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import type { Database } from '../database/open-database.js'
import { ServerError } from '../errors/server-error.js'
import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { missingParents } from './key-checks.js'
import { modelOf } from './model.js'
import { referencesTo } from './references.js'
import { deleteRow, insertRow, updateRow } from './write-row.js'

export interface Page<Row> {
  rows: Row[]
  /** The `after` of the next page; null when this is the last. */
  next: number | null
}

/** The single rows of a table: read, written one at a time. */
export interface TableStore<Row, Changes> {
  /** Rows in key order, those after the key `after`, at most `limit`. */
  list(page: { after?: number | undefined; limit: number }): Promise<Page<Row>>
  get(id: number): Promise<Row>
  create(row: Row, actor: Actor): Promise<Row>
  update(id: number, changes: Changes, actor: Actor): Promise<Row>
  remove(id: number, actor: Actor): Promise<Row>
}

/** Makes the store of one table on a database. */
export function tableStore<C extends Columns>(
  table: Table<TableName, C>,
  database: Database,
): TableStore<RowOf<C>, ChangesOf<C>> {
  type Row = RowOf<C>
  const columns = Object.keys(table.columns)
  const query = () => modelOf(table).query(database.knex)
  const writeBy = (actor: Actor) => ({ query: database.write, table, actor })
  // What was selected or returned are exactly the table's columns.
  const rowOf = (row: object | undefined, id: number): Row => {
    if (!row) throw new ServerError('not_found', `There is no ${table.singular} ${id}.`)
    return row as Row
  }

  return {
    async list({ after, limit }) {
      const found = query()
        .select(columns)
        .orderBy('id')
        .limit(limit + 1)
      const models = await (after === undefined ? found : found.where('id', '>', after))
      const rows = models.slice(0, limit).map((model) => model.toJSON() as unknown as Row)
      return { rows, next: models.length > limit ? (rows.at(-1)?.id as number) : null }
    },
    async get(id) {
      return rowOf((await query().findById(id).select(columns))?.toJSON(), id)
    },
    async create(row, actor) {
      const created = insertRow(writeBy(actor), row)
      return rowOf(await created.catch((error: unknown) => explainWrite(table, database, row, error)), row.id)
    },
    async update(id, changes, actor) {
      const updated = updateRow(writeBy(actor), id, changes)
      const row = { ...changes, id }
      return rowOf(await updated.catch((error: unknown) => explainWrite(table, database, row, error)), id)
    },
    async remove(id, actor) {
      const removed = deleteRow(writeBy(actor), id)
      return rowOf(await removed.catch((error: unknown) => explainRemove(table, id, error)), id)
    },
  }
}

async function explainWrite(table: Table, database: Database, row: object, error: unknown): Promise<never> {
  const { id } = row as { id: number }
  if (sqlstateOf(error) === SQLSTATE.uniqueViolation) {
    const message = `${table.singular} ${id} is there already. Change it with update, or give another id.`
    throw new ServerError('already_exists', message, {
      cause: error,
      issues: [{ table: table.name, id, column: 'id', message }],
    })
  }
  if (sqlstateOf(error) === SQLSTATE.foreignKeyViolation) {
    const issues = (await missingParents(database.query, table, [row])).flatMap(({ problems }) =>
      problems.map(({ column, message }) => ({ table: table.name, id, column, message: `${column} ${message}` })),
    )
    const message = issues.map((issue) => issue.message).join('; ') || 'A row it points at is not there'
    throw new ServerError('unknown_parent', `${table.singular} ${id}: ${message}.`, { cause: error, issues })
  }
  throw error
}

function explainRemove(table: Table, id: number, error: unknown): never {
  if (sqlstateOf(error) !== SQLSTATE.foreignKeyViolation) throw error
  const users = referencesTo(table)
    .map((child) => child.table.name)
    .join(' or ')
  const message = `${table.singular} ${id} is still used by ${users}. Change or remove those rows first.`
  throw new ServerError('still_referenced', message, {
    cause: error,
    issues: [{ table: table.name, id, column: null, message }],
  })
}
