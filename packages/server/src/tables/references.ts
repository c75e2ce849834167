import { tableList, tableNamed, type Table, type TableName } from '@rollcall/tables'

/** A column that holds keys of a table. */
export interface Reference {
  table: Table
  column: string
}

/** The columns anywhere that hold keys of this table. */
export function referencesTo(parent: Table): Reference[] {
  return tableList.flatMap((table) =>
    referencesOf(table)
      .filter(({ references }) => references === parent.name)
      .map(({ column }) => ({ table, column })),
  )
}

/** The columns of this table that hold keys of another. */
export function referencesOf(table: Table): { column: string; references: TableName }[] {
  return Object.entries(table.columns).flatMap(([column, { references }]) =>
    references ? [{ column, references: tableNamed(references).name }] : [],
  )
}
