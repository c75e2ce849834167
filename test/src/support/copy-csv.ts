import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from } from 'pg-copy-streams'

/** PostgreSQL's own reading of a CSV file into a table that is there. */
export async function copyCsv(url: string, table: string, csv: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await pipeline(
      Readable.from([Buffer.from(csv)]),
      client.query(from(`COPY ${table} FROM STDIN (FORMAT csv, NULL '\\N')`)),
    )
  } finally {
    await client.end()
  }
}
