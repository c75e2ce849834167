/**
 * @typedef {object} Write something that changed the data, as the server answered it
 * @property {string} action as the audit calls it
 * @property {string} [table]
 * @property {number} [rows] written, in whatever way
 * @property {number} [more] by how many rows the table grew
 */

/** Counts what the clients did and were told. */
export function createTally() {
  /** @type {Record<string, number>} */
  const tables = { departments: 0, jobs: 0, hired_employees: 0 }
  /** @type {Record<string, { count: number, rows: number }>} */
  const deeds = {}
  /** @type {Record<string, number>} */
  const done = {}
  /** @type {Record<string, number>} */
  const refused = {}
  /** @type {string[]} */
  const failures = []
  return {
    tables,
    deeds,
    done,
    refused,
    failures,
    /** @param {Write} write */
    wrote({ action, table, rows = 0, more = 0 }) {
      const deed = (deeds[action] ??= { count: 0, rows: 0 })
      deed.count++
      deed.rows += rows
      if (table) tables[table] = (tables[table] ?? 0) + more
    },
    /** @param {string} name */
    did: (name) => void (done[name] = (done[name] ?? 0) + 1),
    /** @param {string} what */
    wasRefused: (what) => void (refused[what] = (refused[what] ?? 0) + 1),
    /** @param {string} what */
    failed: (what) => void failures.push(what),
  }
}

/** @typedef {ReturnType<typeof createTally>} Tally */

/**
 * Compares what was told with what the database has; answers what differs.
 * @param {Tally} tally
 * @param {(sql: string) => Promise<any[]>} sql
 */
export async function compare(tally, sql) {
  const differences = []
  for (const [table, expected] of Object.entries(tally.tables)) {
    const [{ count }] = await sql(`SELECT count(*)::int AS count FROM ${table}`)
    if (count !== expected)
      differences.push(`${table} has ${count} rows; what the clients were told comes to ${expected}`)
  }
  // Of a cancelling that came too late nobody is told.
  const audit = await sql(`SELECT action, count(*)::int AS count, coalesce(sum(rows), 0)::int AS rows
    FROM audit WHERE result = 'done' AND action <> 'tasks.cancel' GROUP BY 1`)
  const recorded = new Map(audit.map(({ action, count, rows }) => [action, { count, rows }]))
  for (const action of new Set([...recorded.keys(), ...Object.keys(tally.deeds)])) {
    const [told, kept] = [tally.deeds[action], recorded.get(action)].map((each) => JSON.stringify(each))
    if (told !== kept)
      differences.push(`the audit has ${kept} of ${action}; what the clients were told comes to ${told}`)
  }
  return differences
}
