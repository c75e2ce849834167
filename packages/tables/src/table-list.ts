import type { Table } from './define-table.js'
import { tables } from './tables.js'

/** Any of the tables, for code that treats them alike. */
export type AnyTable = Table & { readonly name: TableName }

/** The tables in load order. */
export const tableList: readonly AnyTable[] = Object.values(tables)

/** The names of the tables, in load order. */
export const tableNames = Object.values(tables).map(({ name }) => name) as [TableName, ...TableName[]]

export type TableName = (typeof tables)[keyof typeof tables]['name']

/** The table of that name. */
export function tableNamed(name: string): AnyTable {
  const table = tableList.find((each) => each.name === name)
  if (!table) throw new Error(`There is no table ${name}; there are ${tableNames.join(', ')}`)
  return table
}
