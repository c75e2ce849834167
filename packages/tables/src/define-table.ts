import { z } from 'zod'
import type { Column } from './column.js'
import type { integer } from './integer.js'
import type { Kind } from './kind.js'

/** Columns by name; every table's key is the integer column `id`, so that paging, restoring and distributing need one way only. */
export type Columns = { id: Column<typeof integer> } & Record<string, Column>

type ValueOf<C> = C extends Column<infer K> ? (K extends Kind<infer V> ? V : never) : never

/** The row of a table with these columns. */
export type RowOf<C extends Columns> = { [K in keyof C]: ValueOf<C[K]> }

/** Some of the values of a row, those that may change. */
export type ChangesOf<C extends Columns> = { [K in Exclude<keyof C, 'id'>]?: ValueOf<C[K]> | undefined }

/** A table, said once: everything else about it is derived. */
export interface Table<Name extends string = string, C extends Columns = Columns> {
  readonly name: Name
  /** What one row is called, and what the old service calls the table. */
  readonly singular: string
  /** The column that tells rows apart. */
  readonly key: 'id'
  /** In CSV and Avro field order. */
  readonly columns: C
  /** A whole row; nothing but its columns, every one required. */
  readonly rowSchema: z.ZodType<RowOf<C>, RowOf<C>>
  /** New values for some columns of a row, at least one; the key stays what it is. */
  readonly changesSchema: z.ZodType<ChangesOf<C>, ChangesOf<C>>
}

interface TableDefinition<Name extends string, C extends Columns> {
  name: Name
  singular: string
  columns: C
}

/** Makes a table from its definition. */
export function defineTable<const Name extends string, C extends Columns>(
  definition: TableDefinition<Name, C>,
): Table<Name, C> {
  const record = recordName(definition.singular)
  const { id: _, ...others } = definition.columns
  const changes = z.strictObject(shapeOf(others)).partial().refine(hasAny, { error: 'names no column to change' })
  // The shapes are built at run time, so only a cast can tell TypeScript what they hold.
  return {
    ...definition,
    key: 'id',
    rowSchema: z.strictObject(shapeOf(definition.columns)).meta({ id: record }) as unknown as z.ZodType<
      RowOf<C>,
      RowOf<C>
    >,
    changesSchema: changes.meta({ id: `${record}Changes` }) as unknown as z.ZodType<ChangesOf<C>, ChangesOf<C>>,
  }
}

/** `hired_employee` → `HiredEmployee`: the name of a row's type and of its Avro record. */
export function recordName(singular: string): string {
  return singular.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** `hired_employees` → `hiredEmployees`: the name of a table's router. */
export function routerKey(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function shapeOf(columns: Record<string, Column>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, kind.zod]))
}

function hasAny(changes: object): boolean {
  return Object.values(changes).some((value) => value !== undefined)
}
