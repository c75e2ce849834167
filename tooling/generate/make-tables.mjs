import { recordName, routerKey } from '@rollcall/tables'
import { sdkFile } from './sdk-file.mjs'

/** `tables.ts`: the tables as plain data, and the type of each one's row. */
export function makeTables({ tables }) {
  const records = tables.map(({ singular }) => recordName(singular))
  return sdkFile('tables.ts', [
    `import type { ${[...records].sort((a, b) => (a < b ? -1 : 1)).join(', ')} } from './types.js'\n`,
    '/** The tables in load order, parents before children; columns are in the order of a file. */',
    `export const tables = [${tables
      .map(plainTable)
      .map((table) => JSON.stringify(table))
      .join(',\n')}] as const\n`,
    '/** The row of each table, under the key of its methods. */',
    `export interface Rows {\n${tables.map(({ name }, i) => `${routerKey(name)}: ${records[i]}`).join('\n')}\n}\n`,
  ])
}

function plainTable({ name, singular, key, columns }) {
  return {
    name,
    singular,
    router: routerKey(name),
    key,
    columns: Object.entries(columns).map(([column, { kind, references = null }]) => ({
      name: column,
      kind: kind.name,
      references,
    })),
  }
}
