import { type AnyTable, tableList, type TableName } from '@rollcall/tables'

/** Makes something for every table, once; answers what finds that of a table. */
export function perTable<T>(make: (table: AnyTable) => T): (table: { readonly name: TableName }) => T {
  const made = new Map<string, T>(tableList.map((table) => [table.name, make(table)]))
  return ({ name }) => made.get(name)!
}
