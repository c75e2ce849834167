import { isBusy, notThere } from './spool-errors.js'

/** Who is at which upload: one thing at a time is done with its bytes, and it goes to one task or away. */
interface UploadClaims {
  isBusy(id: string): boolean
  /** Does something with its bytes; throws `wrong_state` while something else is done with them. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T>
  /** Gives it to a task; the same request, sent twice at once, is one. */
  give(id: string, task: string, work: () => Promise<void>): Promise<void>
  /** The task that it is being given to. */
  takerOf(id: string): string | undefined
  /** Takes it away, whatever is done with its bytes; nothing else is begun meanwhile. */
  remove(id: string, work: () => Promise<void>): Promise<void>
}

export function uploadClaims(): UploadClaims {
  const busy = new Set<string>()
  const giving = new Map<string, { task: string; given: Promise<void> }>()
  const going = new Set<string>()

  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (going.has(id)) throw notThere(id)
    if (busy.has(id)) throw isBusy(id)
    busy.add(id)
    try {
      return await work()
    } finally {
      busy.delete(id)
    }
  }

  return {
    alone,
    isBusy: (id) => busy.has(id),
    takerOf: (id) => giving.get(id)?.task,
    async give(id, task, work) {
      const now = giving.get(id)
      if (now?.task === task) return now.given
      const given = alone(id, work)
      giving.set(id, { task, given })
      try {
        await given
      } finally {
        giving.delete(id)
      }
    },
    async remove(id, work) {
      going.add(id)
      try {
        await work()
      } finally {
        going.delete(id)
      }
    },
  }
}
