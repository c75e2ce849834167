import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ask } from '@rollcall/scratch'

/** Seconds after which nothing that was needed for a while may be left. */
const SETTLED_WITHIN = 100

/** Connections of the pool, which stay for a while. */
const POOL = 10

/** @typedef {{ server: import('./server.mjs').Server, home: string }} Place */

/**
 * What a server has when it has nothing to do.
 * @param {Place} place
 */
export async function idle({ server, home }) {
  const [{ own, busy, locks }] = await ask(
    server.databaseUrl,
    `SELECT count(*) FILTER (WHERE application_name = 'rollcall task')::int AS own,
            count(*) FILTER (WHERE state IS DISTINCT FROM 'idle' AND application_name LIKE 'rollcall%')::int AS busy,
            (SELECT count(*)::int FROM pg_locks WHERE locktype IN ('advisory', 'relation') AND granted AND pid <> pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks
       FROM pg_stat_activity WHERE datname = current_database()`,
  )
  const names = await server.openFiles()
  const uploads = await readdir(join(home, 'uploads'))
  const backups = await readdir(join(home, 'backups'))
  return {
    'connections of their own': own,
    'busy connections': busy,
    'locks in the database': locks,
    'open files': names.filter((name) => name.startsWith('/') && !name.startsWith('/dev')).length,
    'open sockets': names.filter((name) => name.startsWith('socket:')).length,
    'things in the spool': uploads.length,
    'half backups': backups.filter((name) => name.includes('.')).length,
  }
}

/**
 * What is still there of the work when it is over, in words.
 * @param {Place} place
 * @param {Awaited<ReturnType<typeof idle>>} before
 */
export async function leftBehind(place, before) {
  // Our own connections would be taken for the server's.
  await closeOurs()
  const until = performance.now() + SETTLED_WITHIN * 1000
  for (;;) {
    const left = differences(before, await idle(place))
    if (left.length === 0 || performance.now() > until) return left
    await pause(1000)
  }
}

/**
 * @param {Record<string, number>} before
 * @param {Record<string, number>} now
 */
function differences(before, now) {
  return Object.keys(before)
    .filter((what) => (now[what] ?? 0) > (before[what] ?? 0) + (what === 'open sockets' ? POOL : 0))
    .map((what) => `${what}: ${now[what]}; before there were ${before[what]}`)
}

/** Closes the connections that fetch keeps. */
async function closeOurs() {
  const dispatcher = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))
  await dispatcher?.close()
}
