import { tableList, type Table } from '@rollcall/tables'
import { Model, type ModelClass } from 'objection'

/** The Objection model of a table; nothing of Objection leaves this folder. */
export function modelOf(table: Pick<Table, 'name'>): ModelClass<Model> {
  const model = models.get(table.name)
  if (!model) throw new Error(`There is no model of ${table.name}`)
  return model
}

// Made once: Objection keeps what it has learnt of a table with the class.
const models = new Map<string, ModelClass<Model>>(tableList.map((table) => [table.name, define(table)]))

function define(table: Table): ModelClass<Model> {
  return class extends Model {
    static override tableName = table.name
    static override idColumn = table.key
  }
}
