import type { Logger } from 'pino'
import type { Query } from '../../database/query.js'
import type { Spool } from './spool.js'

interface KeepTidy {
  spool: Spool
  query: Query
  log: Logger
  /** How long an upload that nobody goes on with is kept, in milliseconds. */
  keepFor: number
}

/** How often at least, in milliseconds, it is looked for what can go. */
const LOOK_EVERY = 10 * 60_000

/** Takes away, now and from time to time until disposed of, uploads that were abandoned and those of tasks that have ended. */
export async function keepSpoolTidy(keeping: KeepTidy): Promise<AsyncDisposable> {
  await tidy(keeping, { starting: true })
  let looking = Promise.resolve()
  const look = () => {
    looking = looking
      .then(() => tidy(keeping, { starting: false }))
      .catch((error: unknown) => keeping.log.warn({ err: error }, 'The spool was not tidied up'))
  }
  const timer = setInterval(look, Math.min(LOOK_EVERY, keeping.keepFor)).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await looking
    },
  }
}

async function tidy({ spool, query, log, keepFor }: KeepTidy, { starting }: { starting: boolean }): Promise<void> {
  for (const { id, task, touchedAt } of await spool.list()) {
    if (spool.isBusy(id)) continue
    const isOld = Date.now() - touchedAt > keepFor
    const state = task === null ? undefined : await stateOf(query, task)
    if (state === 'waiting' || state === 'running') continue
    if (state === undefined && !isOld) {
      // Given to a task that was never started, it can go to another.
      if (starting) await spool.release(id)
      continue
    }
    // One without a task may have come into use by now, and is refused.
    if (task === null) await spool.discard(id)
    else await spool.remove(id)
    log.info({ upload: id, task }, 'An upload that is not needed any more was removed')
  }
}

async function stateOf(query: Query, task: string): Promise<string | undefined> {
  const { rows } = await query<{ state: string }>('SELECT state FROM tasks WHERE id = $1', [task])
  return rows[0]?.state
}
