import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRollcall } from '@rollcall/sdk'
import { runCommand } from './run-command.mjs'

const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))
const FOREIGN_KEYS = ['department_id', 'job_id']
const keyName = (/** @type {string} */ column) => `hired_employees_${column}_fkey`

const DROP_FOREIGN_KEYS = `ALTER TABLE hired_employees ${FOREIGN_KEYS.map((column) => `DROP CONSTRAINT ${keyName(column)}`).join(', ')};`
const ADD_FOREIGN_KEYS = `ALTER TABLE hired_employees ${FOREIGN_KEYS.map(
  (column) =>
    `ADD CONSTRAINT ${keyName(column)} FOREIGN KEY (${column}) REFERENCES ${column.replace('_id', 's')} (id) DEFERRABLE`,
).join(', ')};`
const DROP_PRIMARY_KEY = 'ALTER TABLE hired_employees DROP CONSTRAINT hired_employees_pkey;'
const ADD_PRIMARY_KEY = 'ALTER TABLE hired_employees ADD CONSTRAINT hired_employees_pkey PRIMARY KEY (id);'

/**
 * The ways to get a CSV file in with psql: plainly, and with the keys dropped and added again in one transaction.
 * @param {{ url: string, csv: string, binary?: string }} options `binary` is the same file as a binary COPY
 */
export function psqlWays({ url, csv, binary }) {
  const psql = (/** @type {string[]} */ ...lines) =>
    runCommand('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', url], { stdin: lines.join('\n') })
  const copy = `\\copy hired_employees from '${csv}' csv`
  const withoutKeys = (/** @type {string} */ copying) =>
    psql('BEGIN;', DROP_FOREIGN_KEYS, DROP_PRIMARY_KEY, copying, ADD_PRIMARY_KEY, ADD_FOREIGN_KEYS, 'COMMIT;')
  return {
    plain: () => psql(copy),
    foreignKeysRebuilt: () => psql('BEGIN;', DROP_FOREIGN_KEYS, copy, ADD_FOREIGN_KEYS, 'COMMIT;'),
    allKeysRebuilt: () => withoutKeys(copy),
    floor: () => withoutKeys(`\\copy hired_employees from '${binary}' (format binary)`),
    saveBinary: () => psql(`\\copy hired_employees to '${binary}' (format binary)`),
  }
}

/**
 * pgloader, with the columns as they stand in the file.
 * @param {{ url: string, csv: string, folder: string }} options
 */
export async function pgloader({ url, csv, folder }) {
  const columns = 'id, name, datetime, department_id, job_id'
  const script = join(folder, 'load.pgloader')
  await writeFile(
    script,
    `LOAD CSV FROM '${csv}' (${columns}) INTO ${url.replace(/^postgres:/, 'postgresql:')}
     TARGET TABLE hired_employees (${columns})
     WITH fields optionally enclosed by '"', fields terminated by ',', batch rows = 25000, workers = 2, concurrency = 1;`,
  )
  await runCommand('pgloader', ['--quiet', script])
}

/**
 * The whole of `rollcall load`: process start, upload and load.
 * @param {{ server: string, csv: string, codes?: number[], onPeak?: (megabytes: number) => void }} options
 */
export async function rollcallLoad({ server, csv, codes, onPeak }) {
  const args = [CLI, '--url', server, '--quiet', 'load', 'hired_employees', csv]
  await runCommand(process.execPath, args, { codes, onPeak })
}

/**
 * The engine alone: the load of a file that is on the server already.
 * @param {{ server: string, csv: string }} options
 */
export async function uploaded({ server, csv }) {
  const rollcall = createRollcall({ url: server })
  const upload = randomUUID()
  await rollcall.uploads.open({ id: upload })
  let offset = 0
  for await (const piece of createReadStream(csv, { highWaterMark: 4 * 1024 * 1024 })) {
    const response = await fetch(`${server}/uploads/${upload}?offset=${offset}`, { method: 'PUT', body: piece })
    if (!response.ok) throw new Error(`A piece was answered ${response.status}: ${await response.text()}`)
    offset += piece.length
  }
  return async () => {
    const { id } = await rollcall.loads.start({ id: randomUUID(), upload, table: 'hired_employees' })
    for await (const task of rollcall.tasks.watch({ id })) {
      if (task.state === 'failed') throw new Error(task.error?.message)
    }
  }
}
