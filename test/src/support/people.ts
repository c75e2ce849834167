import type { TestDatabase } from './test-database.js'

/** Puts departments 1 to 3 and jobs 1 to 3 there, by plain SQL. */
export async function parents({ sql }: Pick<TestDatabase, 'sql'>): Promise<void> {
  await sql(`INSERT INTO departments VALUES (1, 'Sales'), (2, 'Support'), (3, 'Legal')`)
  await sql(`INSERT INTO jobs VALUES (1, 'Clerk'), (2, 'Driver'), (3, 'Judge')`)
}

/** Puts employees 1 to `count` there, spread over departments 1 to 3 and jobs 1 to 3, microseconds and all. */
export async function employees({ sql }: Pick<TestDatabase, 'sql'>, count: number): Promise<void> {
  await sql(
    `INSERT INTO hired_employees
     SELECT id, 'Employee ' || id, timestamptz '2021-01-01Z' + id * interval '7 hours 13 minutes 1.000001 seconds', 1 + id % 3, 1 + id % 2
       FROM generate_series(1, $1::integer) AS id`,
    [count],
  )
}

const print = (table: string) =>
  `(SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY id)), '') FROM ${table} AS t)`

/** One text that is another when any value of any row of a table is, and how many rows there are. */
export async function fingerprint({ sql }: Pick<TestDatabase, 'sql'>, table: string): Promise<string> {
  const [row] = await sql<{ print: string }>(`SELECT ${print(table)} AS print`)
  return row?.print ?? ''
}

/** The fingerprints of all three tables. */
export async function fingerprints({ sql }: Pick<TestDatabase, 'sql'>): Promise<string[]> {
  const prints = ['departments', 'jobs', 'hired_employees'].map(print)
  const [row] = await sql<{ prints: string[] }>(`SELECT ARRAY[${prints.join(', ')}] AS prints`)
  return row?.prints ?? []
}
