import type { AnyTable } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { referencesOf, referencesTo } from '../tables/references.js'
import { rowsDiffer } from '../tables/upsert-from.js'

/** The temporary table that holds what a table is to become. */
export const STAGED = 'restored_rows'

export interface Difference {
  added: number
  changed: number
  removed: number
  unchanged: number
}

/** How a table differs from the staged rows; `removed` are those that are not staged. */
export async function tableDifference(query: Query, table: AnyTable): Promise<Difference> {
  const { rows } = await query<Difference>(
    `SELECT count(*) FILTER (WHERE here.id IS NULL) AS added,
            count(*) FILTER (WHERE here.id IS NOT NULL AND ${rowsDiffer(table, 'here', 'staged')}) AS changed,
            count(*) FILTER (WHERE here.id IS NOT NULL AND NOT ${rowsDiffer(table, 'here', 'staged')}) AS unchanged,
            (SELECT count(*) FROM ${table.name} AS here LEFT JOIN ${STAGED} AS staged USING (id) WHERE staged.id IS NULL) AS removed
       FROM ${STAGED} AS staged LEFT JOIN ${table.name} AS here USING (id)`,
  )
  return rows[0] ?? { added: 0, changed: 0, removed: 0, unchanged: 0 }
}

/** Removes the rows that are not staged; answers how many. */
export async function removeUnstaged(query: Query, table: AnyTable): Promise<number> {
  const { rowCount } = await query(`DELETE FROM ${table.name} WHERE id NOT IN (SELECT id FROM ${STAGED})`)
  return rowCount
}

/** Throws, with the rows that stand in the way, when staged rows point at rows that are not there. */
export async function refuseMissingParents(query: Query, table: AnyTable): Promise<void> {
  for (const { column, references } of referencesOf(table)) {
    const { rows } = await query<{ id: number; count: number }>(
      `SELECT staged.${column} AS id, count(*) FROM ${STAGED} AS staged LEFT JOIN ${references} AS parent ON parent.id = staged.${column}
        WHERE parent.id IS NULL GROUP BY 1 ORDER BY 1 LIMIT ${MOST_NAMED}`,
    )
    refuse(
      'unknown_parent',
      rows.map(({ id, count }) => ({
        table: references,
        id,
        column,
        message: `${references} ${id}, which ${count} rows of the backup point at, is not there`,
      })),
      `${table.name} cannot be restored: rows it points at are missing. Restore ${references} first.`,
    )
  }
}

/** Throws, with the rows that stand in the way, when rows to be removed are still pointed at. */
export async function refuseUsedRows(query: Query, table: AnyTable): Promise<void> {
  const label = Object.entries(table.columns).find(([, { kind }]) => kind.name === 'text')?.[0] ?? table.key
  for (const { table: child, column } of referencesTo(table)) {
    const { rows } = await query<{ id: number; label: string; count: number }>(
      `SELECT here.id, here.${label} AS label, used.count
         FROM (SELECT ${column} AS id, count(*) FROM ${child.name} GROUP BY 1) AS used
         JOIN ${table.name} AS here USING (id) LEFT JOIN ${STAGED} AS staged USING (id)
        WHERE staged.id IS NULL ORDER BY here.id LIMIT ${MOST_NAMED}`,
    )
    refuse(
      'still_referenced',
      rows.map(({ id, label, count }) => ({
        table: table.name,
        id,
        column: null,
        message: `${table.singular} ${id} (${label}) is not in the backup, but ${count} rows of ${child.name} use it`,
      })),
      `${table.name} cannot be restored: rows that are not in the backup are still used. Change those rows of ${child.name} first, or restore with merge, which removes nothing.`,
    )
  }
}

/** How many rows that stand in the way are named. */
const MOST_NAMED = 20

function refuse(reason: 'unknown_parent' | 'still_referenced', issues: ServerError['issues'], message: string): void {
  if (issues.length === 0) return
  const named = issues.map((issue) => issue.message).join('; ')
  throw new ServerError(reason, `${message} Nothing was changed. ${named}.`, { issues })
}
