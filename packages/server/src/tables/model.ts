import type { Table } from '@rollcall/tables'
import { Model, type ModelClass } from 'objection'

/** The Objection model of a table; nothing of Objection leaves this folder. */
export function modelOf(table: Table): ModelClass<Model> {
  return class extends Model {
    static override tableName = table.name
    static override idColumn = table.key
  }
}
