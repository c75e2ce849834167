import { setTimeout as sleep } from 'node:timers/promises'

import { rememberPort } from './connection-file.js'
import type { Cluster } from './embedded-cluster.js'
import { PostgresError } from './postgres-error.js'
import { findPostmaster, type Postmaster } from './postmaster.js'
import { enter, type Presence } from './presence.js'
import { startPostmaster } from './start-postmaster.js'

/** Being present at one run of the server. */
export interface Stay {
  presence: Presence
  postmaster: Postmaster
}

const enterWithinMs = 30_000
// Recovery after a crash and the last checkpoint of a stop may write a lot.
const changeStateWithinMs = 300_000

/**
 * Starts the server or joins the one that runs, whoever started it, and is present there under this name. Rejects with
 * `start_failed` or `home_not_usable`.
 */
export async function enterServer(cluster: Cluster, name: string): Promise<Stay> {
  const begin = Date.now()
  // One that has become another, or is in another state, is waited for anew.
  let seen = ''
  let since = begin
  for (;;) {
    const postmaster = await findPostmaster(cluster.data)
    const now = JSON.stringify(postmaster ?? null)
    if (now !== seen) [seen, since] = [now, Date.now()]
    const stay = postmaster?.state === 'ready' ? await enterReady(cluster, postmaster, name) : undefined
    if (stay) return stay
    const isChanging = postmaster?.state === 'starting' || postmaster?.state === 'stopping'
    const limit = isChanging ? changeStateWithinMs : enterWithinMs
    const isLate = Date.now() - since > limit || Date.now() - begin > changeStateWithinMs
    if (isLate) throw neverReady(cluster, postmaster?.pid, Date.now() - begin)
    if (postmaster) await sleep(20)
    else await startPostmaster(cluster)
  }
}

async function enterReady(cluster: Cluster, postmaster: Postmaster, name: string): Promise<Stay | undefined> {
  const connection = { ...cluster.connection, port: postmaster.port }
  const presence = await enter(connection, name).catch((error: unknown) => {
    throw notLetIn(cluster, error)
  })
  if (!presence) return undefined
  // A server that is being stopped may let us in when the connection of the one who stops it has ended before ours.
  const now = await findPostmaster(cluster.data)
  if (now?.pid !== postmaster.pid || now.state !== 'ready') {
    await presence.close()
    return undefined
  }
  // Not worth failing for: whoever looks for the server reads its port in postmaster.pid.
  await rememberPort(cluster.connectionFile, connection).catch(() => {})
  return { presence, postmaster }
}

function notLetIn({ connectionFile, data }: Cluster, cause: unknown): PostgresError {
  const message = `The embedded PostgreSQL in ${data} does not let us in with what ${connectionFile} says: ${(cause as Error).message}. Put the file back as it was, or move the folder away to begin with an empty database.`
  return new PostgresError('home_not_usable', message, { cause })
}

function neverReady({ data, log }: Cluster, pid: number | undefined, waitedMs: number): PostgresError {
  const who = pid ? ` (pid ${pid} in its postmaster.pid)` : ''
  const message = `The embedded PostgreSQL in ${data}${who} could not be started or joined within ${Math.round(waitedMs / 1000)} s. What it said stands in ${log}.`
  return new PostgresError('start_failed', message)
}
