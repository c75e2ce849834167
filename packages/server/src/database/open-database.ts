import knexModule, { type Knex } from 'knex'
import pg from 'pg'
import { inTransaction, type Query, queryOn } from './query.js'

/** The ways to the database: a pool for short work, and connections of their own for long work. */
export interface Database extends AsyncDisposable {
  readonly url: string
  /** For Objection and the migrations; everything else says its SQL through `query`. */
  readonly knex: Knex
  /** Runs one statement on a connection of the pool. */
  readonly query: Query
  /** The same for what writes rows: it may have to wait for others at work, which those who only read must not do with it. */
  readonly write: Query
  /** Runs `work`, which writes rows, in one transaction; rolled back when it throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  pool(): PoolUse
  /** Opens a connection outside the pool, for work that sets session parameters or streams; whoever opens it ends it. */
  connect(): Promise<pg.Client & AsyncDisposable>
}

/** How the connections of the pool are used. */
interface PoolUse {
  used: number
  free: number
  /** Who waits for one. */
  waiting: number
}

interface DatabaseOptions {
  /** Seconds a statement on the pool may take; unlimited when absent. */
  statementSeconds?: number
}

/** Opens the pool on a PostgreSQL; no connection is made before one is needed. */
export function openDatabase(url: string, { statementSeconds = 0 }: DatabaseOptions = {}): Database {
  const knex = openPool(url, { most: MOST_CONNECTIONS, statementSeconds })
  const writers = openPool(url, { most: MOST_WRITERS, statementSeconds })
  return {
    url,
    knex,
    pool: () => sumOf(poolUse(knex), poolUse(writers)),
    query: (...given) => onPool(knex, (query) => query(...given)),
    write: (...given) => onPool(writers, (query) => query(...given)),
    transaction: (work) => onPool(writers, (query) => inTransaction(query, () => work(query))),
    connect: () => connectAlone(url),
    async [Symbol.asyncDispose]() {
      await Promise.all([knex.destroy(), writers.destroy()])
    },
  }
}

function openPool(url: string, { most, statementSeconds }: { most: number; statementSeconds: number }): Knex {
  const knex = knexModule({
    client: 'pg',
    connection: {
      connectionString: url,
      types,
      application_name: 'rollcall',
      ...CONNECTION,
      // PostgreSQL ends a statement that takes too long; a PostgreSQL that says nothing at all is given up a little later.
      ...(statementSeconds > 0 && { query_timeout: (statementSeconds + 5) * 1000 }),
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: most, afterCreate: prepareSession(statementSeconds) },
    acquireConnectionTimeout: 10_000,
    // What goes wrong is thrown; knex would also write it to standard output, in a shape of its own.
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
  })
  forgetStuckClients(knex)
  return knex
}

function ignore(): void {}

/** The most connections for everything, and for those who write rows. */
const MOST_CONNECTIONS = 10
const MOST_WRITERS = 10

/** Milliseconds; keep-alives tell of a host that is gone where nobody says so, such as behind a firewall that forgot us. */
const CONNECTION = { connectionTimeoutMillis: 5000, keepAlive: true, keepAliveInitialDelayMillis: 30_000 }

function poolUse({ client }: Knex): PoolUse {
  const { pool } = client as { pool: Record<'numUsed' | 'numFree' | 'numPendingAcquires', () => number> }
  return { used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() }
}

function sumOf(one: PoolUse, other: PoolUse): PoolUse {
  return { used: one.used + other.used, free: one.free + other.free, waiting: one.waiting + other.waiting }
}

/** A client that was given up is still at its statement: it must not be lent to anybody again. */
function forgetStuckClients({ client }: Knex): void {
  const knexClient = client as { validateConnection(connection: pg.Client): boolean }
  const isValid = knexClient.validateConnection.bind(knexClient)
  knexClient.validateConnection = (connection) =>
    isValid(connection) && !(connection as pg.Client & { _activeQuery?: unknown })._activeQuery
}

async function onPool<T>(knex: Knex, work: (query: Query) => Promise<T>): Promise<T> {
  const client = (await knex.client.acquireConnection()) as pg.Client
  try {
    return await work(queryOn(client))
  } finally {
    await knex.client.releaseConnection(client)
  }
}

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ
const INT8 = pg.types.builtins.INT8

/** Timestamps stay text, so that no microsecond is lost; counts are numbers. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
    if (oid === TIMESTAMPTZ) return instantText
    if (oid === INT8) return Number
    return pg.types.getTypeParser(oid)
  },
}

/** What every report and every answer rests on, whatever is set for the role: instants in UTC, in ISO order; what is committed is seen. */
const SESSION = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET default_transaction_isolation = 'read committed'"

/** Long work takes as long as it needs, whatever is set for the role. */
const NO_TIMEOUTS = `SELECT set_config(name, '0', false) FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout')`

/** `2021-11-07 02:48:42.5+00` → `2021-11-07T02:48:42.5Z` */
function instantText(postgresText: string): string {
  return postgresText.replace(' ', 'T').replace(/\+00$/, 'Z')
}

type Prepared = (error: Error | null, client: pg.Client) => void

function prepareSession(statementSeconds: number): (client: pg.Client, done: Prepared) => void {
  const session = `${SESSION}; SET statement_timeout = '${statementSeconds}s'`
  return (client, done) => client.query(session, (error: Error | null) => done(error, client))
}

async function connectAlone(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({
    connectionString: url,
    types,
    application_name: 'rollcall task',
    ...CONNECTION,
  })
  // A connection that breaks while idle says so here; the next query on it fails, which is where it is dealt with.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(`${SESSION}; ${NO_TIMEOUTS}`)
  } catch (error) {
    await client.end().catch(ignore)
    throw error
  }
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}
