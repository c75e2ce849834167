import pg from 'pg'

/** Keeps loads of a table waiting in the middle, for as long as it is not disposed of; readers go on reading. */
export async function tableLock(url: string, table: string): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  // When a test fails, its database goes while this holds on.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('BEGIN')
  await client.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`)
  return { [Symbol.asyncDispose]: () => client.end() }
}
