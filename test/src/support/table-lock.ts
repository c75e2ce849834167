import { otherClient } from './other-client.js'

/** Keeps loads of a table waiting in the middle, for as long as it is not disposed of; readers go on reading. */
export async function tableLock(url: string, table: string): Promise<AsyncDisposable> {
  const client = await otherClient(url)
  await client.query('BEGIN')
  await client.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`)
  return client
}
