import type { TestDatabase } from './test-database.js'

/** Everything a load may drop and build anew, as the catalogue has it: what is the same afterwards was put back whole. */
export async function keysOf({ sql }: Pick<TestDatabase, 'sql'>) {
  return {
    constraints: await sql(
      `SELECT conname, contype, pg_get_constraintdef(oid) AS definition, convalidated, condeferrable, obj_description(oid) AS comment
         FROM pg_constraint WHERE conrelid = 'hired_employees'::regclass ORDER BY conname`,
    ),
    indexes: await sql(
      `SELECT pg_get_indexdef(indexrelid) AS definition, indisvalid, indisready, indisprimary FROM pg_index
        WHERE indrelid = 'hired_employees'::regclass ORDER BY 1`,
    ),
    columns: await sql(
      `SELECT attname, attnotnull FROM pg_attribute
        WHERE attrelid = 'hired_employees'::regclass AND attnum > 0 ORDER BY attnum`,
    ),
  }
}
