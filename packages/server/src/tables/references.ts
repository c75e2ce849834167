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

/** The table and those it points at, in the tables' order, in which they are locked everywhere: so no two can wait for each other. */
export function withParents(table: Table): Table[] {
  const parents = referencesOf(table).map(({ references }) => references)
  return tableList.filter(({ name }) => name === table.name || parents.includes(name))
}

/** The columns of this table that hold keys of another. */
export function referencesOf(table: Table): { column: string; references: TableName }[] {
  return Object.entries(table.columns).flatMap(([column, { references }]) =>
    references ? [{ column, references: tableNamed(references).name }] : [],
  )
}
