import type { Table, TableName } from '@rollcall/tables'
import { Model, type ModelClass } from 'objection'
import { perTable } from './per-table.js'

/** The Objection model of a table, one for all: it keeps what it has learnt of the table. Nothing of Objection leaves this folder. */
export const modelOf: (table: { readonly name: TableName }) => ModelClass<Model> = perTable(define)

function define(table: Table): ModelClass<Model> {
  return class extends Model {
    static override tableName = table.name
    static override idColumn = table.key
  }
}
