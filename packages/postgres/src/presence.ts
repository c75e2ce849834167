import pg from 'pg'

import type { Connection } from './connection-file.js'

/** Who holds a home, as PostgreSQL tells it. */
export interface Holder {
  /** E.g. `rollcall serve pid 1234`. */
  name: string
  since: Date
}

/** One open connection that says "somebody is using this server", for as long as it lives. */
export interface Presence {
  /** Resolves when the connection has ended, whoever ended it. */
  ended: Promise<void>
  /** Takes this server for oneself beside those who only share it: undefined if taken, else who has it. */
  claim(): Promise<Holder | 'unknown' | undefined>
  /** Gives up being present: true if nobody else is, who then may stop the server. Anyone coming waits until `close`. */
  withdraw(): Promise<boolean>
  close(): Promise<void>
}

// Two-key advisory locks in the database rollcall; the first key is `roll` in ASCII.
const lockClass = 0x726f6c6c
const presenceLock = 1
const serveLock = 2

const invalidCatalogName = '3D000'
const takenNames = ['42P04', '23505']
// Somebody who stops the server holds the lock until it is down.
const lockNotAvailable = '55P03'
const passing = ['57P01', '57P02', '57P03', '53300', lockNotAvailable]

/**
 * Connects and is present; undefined if the server is coming up, going down or full, or the database had to be made first:
 * look again then. `name` is what others see of us.
 */
export async function enter(connection: Connection, name: string): Promise<Presence | undefined> {
  const client = newClient(connection, 'rollcall', name)
  // Without a listener a lost connection would end the process.
  client.on('error', () => {})
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1, $2)', [lockClass, presenceLock])
    return presenceOn(client, ended)
  } catch (error) {
    await client.end().catch(() => {})
    if (codeOf(error) === invalidCatalogName) return await createDatabase(connection)
    if (isPassing(error)) return undefined
    throw error
  }
}

function presenceOn(client: pg.Client, ended: Promise<void>): Presence {
  const ask = async (sql: string, lock: number) => {
    const { rows } = await client.query<{ yes: boolean }>(sql, [lockClass, lock])
    return rows[0]?.yes === true
  }
  return {
    ended,
    claim: async () =>
      (await ask('select pg_try_advisory_lock($1, $2) as yes', serveLock)) ? undefined : await holderOf(client),
    withdraw: async () => {
      await ask('select pg_advisory_unlock_shared($1, $2) as yes', presenceLock)
      return ask('select pg_try_advisory_lock($1, $2) as yes', presenceLock)
    },
    close: () => client.end().catch(() => {}),
  }
}

async function holderOf(client: pg.Client): Promise<Holder | 'unknown'> {
  const { rows } = await client.query<Holder>(
    `select application_name as name, backend_start as since
       from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())
        and classid = $1 and objid = $2 and objsubid = 2`,
    [lockClass, serveLock],
  )
  return rows[0] ?? 'unknown'
}

/** The first to come makes the database; not part of initdb, so it may be missing after a crash. */
async function createDatabase(connection: Connection): Promise<undefined> {
  const client = newClient(connection, 'postgres', 'rollcall')
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('create database rollcall')
  } catch (error) {
    if (!takenNames.includes(codeOf(error)) && !isPassing(error)) throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Everything is given, so that no PG* variable of the environment has a say. */
function newClient({ port, user, password }: Connection, database: string, name: string): pg.Client {
  const who = { host: '127.0.0.1', port, user, password, database, ssl: false }
  const options = '-c idle_session_timeout=0 -c statement_timeout=0 -c lock_timeout=20s'
  return new pg.Client({ ...who, application_name: name, options, keepAlive: true, connectionTimeoutMillis: 10_000 })
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code)
}

/** Whether the connection failed, or the server refused it for now, rather than us. */
function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return passing.includes(codeOf(error))
  return !(error as Error).message.startsWith('SASL')
}
