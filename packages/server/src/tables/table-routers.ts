import { type AnyTable, tables } from '@rollcall/tables'
import { tableRouter } from './table-router.js'

type Tables = typeof tables

/** The router of every table, under its key. */
export type TableRouters = { [K in keyof Tables]: ReturnType<typeof tableRouter<Tables[K]['columns']>> }

/** Makes the router of every table. */
export function tableRouters(): TableRouters {
  const entries = Object.entries<AnyTable>(tables).map(([key, table]) => [key, tableRouter(table)])
  // Each is made by the same function; only the type knows which key has which columns.
  return Object.fromEntries(entries) as TableRouters
}
