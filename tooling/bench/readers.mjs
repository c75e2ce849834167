import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

/** What somebody at work asks, every few milliseconds. */
const QUESTION = `SELECT name, department, job FROM hired_employees
  JOIN departments ON departments.id = department_id JOIN jobs ON jobs.id = job_id WHERE hired_employees.id = $1`
const EVERY = 5

/**
 * Reads as people at work do, and keeps the longest wait of each run.
 * @param {string} url
 */
export async function watchReaders(url) {
  const client = new pg.Client({ connectionString: url })
  // A connection that is lost fails what is asked next.
  client.on('error', () => {})
  await client.connect()
  const stopping = new AbortController()
  /** @type {Map<string, number>} */
  const slowest = new Map()
  /** @type {string | undefined} */
  let current
  const reading = read()
  // Told by stop.
  reading.catch(() => {})

  async function read() {
    while (!stopping.signal.aborted) {
      const began = performance.now()
      await client.query(QUESTION, [1 + Math.floor(Math.random() * 1_000_000)])
      const waited = performance.now() - began
      if (current) slowest.set(current, Math.max(waited, slowest.get(current) ?? 0))
      await pause(EVERY)
    }
  }

  return {
    slowest,
    /**
     * @param {string} name
     * @param {() => Promise<unknown>} run
     */
    async during(name, run) {
      current = name
      try {
        await run()
      } finally {
        current = undefined
      }
    },
    async stop() {
      stopping.abort()
      try {
        await reading
      } finally {
        await client.end()
      }
    },
  }
}
