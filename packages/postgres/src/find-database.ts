import { openCluster } from './embedded-cluster.js'
import { occupy } from './occupy.js'

/** Where the database is and how it came to be there. */
export interface Database extends AsyncDisposable {
  /** `postgres://user:password@127.0.0.1:port/rollcall`: what psql, pgAdmin or DBeaver connect with. */
  readonly url: string
  /** True when it is the embedded PostgreSQL under ROLLCALL_HOME. */
  readonly embedded: boolean
  /** Leaves; the last one to leave an embedded PostgreSQL stops it. Idempotent; rejects with `stop_failed`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Which database is wanted, and what for. */
export interface FindDatabaseOptions {
  /** If given and not empty, it is used as it is: nothing is started and nothing is locked. */
  databaseUrl?: string | undefined
  /** ROLLCALL_HOME, absolute or relative to the current folder; made if it is not there. */
  home: string
  /** `serve` wants to be the only server of this home; `join` shares whatever is there. */
  role: 'serve' | 'join'
  /** Told why an embedded PostgreSQL that went away does not come back; every five seconds, until it does. */
  onTrouble?: (error: Error) => void
}

/**
 * Gives the database at `databaseUrl`, else the embedded PostgreSQL of `home`, which is created, started or joined as
 * needed. Rejects with a `PostgresError`. Close every connection of your own before disposing.
 */
export async function findDatabase(options: FindDatabaseOptions): Promise<Database> {
  if (options.databaseUrl) return { url: options.databaseUrl, embedded: false, [Symbol.asyncDispose]: async () => {} }
  const { role, onTrouble = () => {} } = options
  const cluster = await openCluster(options.home)
  const { url, leave } = await occupy(cluster, { role, onTrouble })
  let left: Promise<void> | undefined
  return { url, embedded: true, [Symbol.asyncDispose]: () => (left ??= leave()) }
}
