import type { Query } from './query.js'

interface Described {
  table: string
  columns: string[]
  constraints: string[]
  indexes: string[]
}

/** The schema as SQL text, from the catalogue, the same for the same schema on every PostgreSQL from 14 on. */
export async function describeSchema(query: Query): Promise<string> {
  const { rows } = await query<Described>(SCHEMA)
  return rows.map(tableText).join('\n')
}

function tableText({ table, columns, constraints, indexes }: Described): string {
  const parts = [...columns, ...constraints].map((part) => `  ${part}`).join(',\n')
  return [`CREATE TABLE ${table} (\n${parts}\n);`, ...indexes.map((index) => `${index};`), ''].join('\n')
}

// PostgreSQL 18 keeps NOT NULL as constraints of type n too; earlier ones do not. The columns tell it here.
const SCHEMA = `
  SELECT relname AS "table",
         ARRAY(SELECT concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
                      CASE WHEN attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(adbin, adrelid),
                      CASE WHEN attidentity = 'a' THEN 'GENERATED ALWAYS AS IDENTITY' END)
                 FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
                ORDER BY attnum) AS columns,
         ARRAY(SELECT 'CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE conrelid = pg_class.oid AND contype IN ('p', 'u', 'f', 'c')
                ORDER BY conname) AS constraints,
         ARRAY(SELECT pg_get_indexdef(indexrelid) FROM pg_index
                WHERE indrelid = pg_class.oid AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)
                ORDER BY 1) AS indexes
    FROM pg_class
   WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'rollcall\\_migrations%'
   ORDER BY relname`
