import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seededRandom } from '@rollcall/demo'
import { ask, ownDatabase, tidily } from '@rollcall/scratch'
import { createRollcall } from '@rollcall/sdk'
import { beClient } from './client.mjs'
import { createGate } from './gate.mjs'
import { idle, leftBehind } from './left-behind.mjs'
import { judgeMemory, watchMemory } from './memory.mjs'
import { createIds, DEPARTMENTS, JOBS } from './people.mjs'
import { printEvery, printSummary } from './print.mjs'
import { startServer } from './server.mjs'
import { compare, createTally } from './tally.mjs'

const CLIENTS = 16

/**
 * Lets the clients loose on a server; answers whether nothing went wrong.
 * @param {{ minutes: number, seed: number }} options
 */
export async function runSoak({ minutes, seed }) {
  /** @type {string[]} */
  const faults = []
  await tidily(async (afterwards) => {
    const home = await mkdtemp(join(tmpdir(), 'rollcall-soak-'))
    afterwards(() => rm(home, { recursive: true, force: true }))
    // As root, an embedded PostgreSQL runs as another user, who must be able to pass through.
    await chmod(home, 0o711)
    afterwards(async () => faults.push(...(await processesOf(home))))
    const database = process.env.DATABASE_URL ? await ownDatabase(process.env.DATABASE_URL, 'soak') : undefined
    if (database) afterwards(database.drop)
    const server = await startServer({ home, databaseUrl: database?.url })
    afterwards(async () => {
      const code = await server.stop()
      if (code !== 0) faults.push(`The server ended with ${code}`)
    })
    process.stdout.write(`${CLIENTS} clients for ${minutes} minutes, seed ${seed}\n`)
    await soak({ server, home, minutes, seed, faults })
  })
  for (const fault of faults.slice(0, 50)) process.stdout.write(`FAULT  ${fault}\n`)
  process.stdout.write(faults.length === 0 ? 'Nothing went wrong.\n' : `${faults.length} faults.\n`)
  return faults.length === 0
}

/**
 * @param {{ server: import('./server.mjs').Server, home: string, minutes: number, seed: number, faults: string[] }} options
 */
async function soak({ server, home, minutes, seed, faults }) {
  const tally = createTally()
  const samples = await letLoose({ server, home, tally, minutes, seed, faults })
  faults.push(...tally.failures, ...(await compare(tally, (sql) => ask(server.databaseUrl, sql))))
  faults.push(...(await server.complaints()).map((line) => `The server's log: ${line}`))
  const { told, fault } = judgeMemory(samples)
  if (fault) faults.push(fault)
  printSummary({ tally, memory: told })
}

/**
 * @param {{ server: import('./server.mjs').Server, home: string, tally: import('./tally.mjs').Tally, minutes: number, seed: number, faults: string[] }} options
 */
async function letLoose({ server, home, tally, minutes, seed, faults }) {
  const { url } = server
  const rollcallOf = () => createRollcall({ url, timeout: 150_000 })
  const emptyBackup = await furnish(rollcallOf(), tally)
  const before = await idle({ server, home })
  const ends = performance.now() + minutes * 60_000
  const shared = { url, tally, ids: createIds(), gate: createGate(), emptyBackup }
  const memory = watchMemory(server)
  const printing = printEvery({ server, tally, memory })
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    beClient(
      { ...shared, rollcall: rollcallOf(), random: seededRandom(seed + index), own: [] },
      () => performance.now() > ends || tally.failures.length > 100,
    ),
  )
  await Promise.all(clients)
  printing.stop()
  const samples = await memory.stop()
  faults.push(...(await leftBehind({ server, home }, before)))
  return samples
}

/**
 * Makes the departments and jobs that stay, and a backup of when there is nobody.
 * @param {import('@rollcall/sdk').Rollcall} rollcall
 * @param {import('./tally.mjs').Tally} tally
 */
async function furnish(rollcall, tally) {
  const departments = Array.from({ length: DEPARTMENTS }, (_, index) => ({ id: index + 1, department: `D ${index}` }))
  const jobs = Array.from({ length: JOBS }, (_, index) => ({ id: index + 1, job: `J ${index}` }))
  await rollcall.departments.createMany({ rows: departments })
  tally.wrote({ action: 'departments.createMany', table: 'departments', rows: DEPARTMENTS, more: DEPARTMENTS })
  await rollcall.jobs.createMany({ rows: jobs })
  tally.wrote({ action: 'jobs.createMany', table: 'jobs', rows: JOBS, more: JOBS })
  const { id } = await rollcall.backups.create()
  tally.wrote({ action: 'backups.create' })
  return id
}

/**
 * What still runs below a folder.
 * @param {string} home
 */
async function processesOf(home) {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,args='])
  const left = stdout.split('\n').filter((line) => line.includes(home))
  return left.map((line) => `A process was left: ${line.trim()}`)
}
