import { setTimeout as sleep } from 'node:timers/promises'

import { connectionUrl } from './connection-file.js'
import type { Cluster } from './embedded-cluster.js'
import { enterServer, type Stay } from './enter-server.js'
import { PostgresError } from './postgres-error.js'
import { stopPostmaster } from './postmaster.js'
import type { Holder, Presence } from './presence.js'

/** An embedded PostgreSQL in use. */
export interface Occupation {
  url: string
  /** To be called once; rejects with `stop_failed`. */
  leave: () => Promise<void>
}

const claimWithinMs = 5_000
const comeBackEveryMs = 5_000

interface OccupyOptions {
  role: 'serve' | 'join'
  /** Told why a server that went away does not come back, each time that is tried. */
  onTrouble: (error: Error) => void
}

/**
 * Starts the server or joins the one that runs, and stays until `leave`; the last to leave stops it. If the server goes
 * away meanwhile it is started again. Rejects with `home_in_use`, `start_failed` or `home_not_usable`.
 */
export async function occupy(cluster: Cluster, { role, onTrouble }: OccupyOptions): Promise<Occupation> {
  const name = `rollcall ${role} pid ${process.pid}`
  const first = await enterServer(cluster, name)
  if (role === 'serve') await claimOrLeave(cluster, first)

  let current = Promise.resolve<Stay | undefined>(first)
  const leaving = new AbortController()
  async function comeBackWhenLost({ presence }: Stay): Promise<void> {
    await presence.ended
    if (!leaving.signal.aborted) current = comeBack()
  }
  async function comeBack(): Promise<Stay | undefined> {
    while (!leaving.signal.aborted) {
      const stay = await enterServer(cluster, name).catch((error: Error) => onTrouble(error))
      if (!stay) await sleep(comeBackEveryMs, undefined, { signal: leaving.signal }).catch(() => {})
      else {
        if (role === 'serve') await stay.presence.claim().catch(() => {})
        void comeBackWhenLost(stay)
        return stay
      }
    }
    return undefined
  }
  void comeBackWhenLost(first)

  async function leave(): Promise<void> {
    leaving.abort()
    const stay = await current
    if (stay) await withdraw(cluster, stay)
  }
  return { url: connectionUrl({ ...cluster.connection, port: first.postmaster.port }), leave }
}

async function claimOrLeave(cluster: Cluster, stay: Stay): Promise<void> {
  const holder = await claim(stay.presence).catch((cause: unknown) => {
    const message = `The embedded PostgreSQL in ${cluster.data} went away while it was being joined. Try again.`
    throw new PostgresError('start_failed', message, { cause })
  })
  if (!holder) return
  await withdraw(cluster, stay)
  const by =
    holder === 'unknown' ? '' : ` (${holder.name.replace(/.*(?=pid )/, '')}, since ${holder.since.toISOString()})`
  const message = `${cluster.home} is held by another rollcall-server${by}. Stop it, or set ROLLCALL_HOME to another folder.`
  throw new PostgresError('home_in_use', message)
}

async function claim(presence: Presence): Promise<Holder | 'unknown' | undefined> {
  const giveUpAt = Date.now() + claimWithinMs
  for (;;) {
    const holder = await presence.claim()
    if (!holder || Date.now() > giveUpAt) return holder
    // The lock of a process that was killed a moment ago is not gone yet.
    await sleep(50)
  }
}

async function withdraw(cluster: Cluster, { presence, postmaster }: Stay): Promise<void> {
  // A connection that is lost in this moment leaves the stopping to whoever comes next.
  const isLast = await presence.withdraw().catch(() => false)
  try {
    if (isLast) await stopPostmaster(cluster.data, postmaster.pid)
  } finally {
    await presence.close()
  }
}
