import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '@rollcall/run'
import { sampleData } from './sample-data.mjs'
import { startServer } from './start-server.mjs'
import { rollcall } from './rollcall.mjs'

/** What `rollcall load` exits with when some lines were rejected. */
const DONE_WITH_REJECTS = 3

say('Building')
if (!(await build())) process.exit(1)

const folder = await mkdtemp(join(tmpdir(), 'rollcall-demo-'))
try {
  say(`Sample files, in ${folder}`)
  const { bad, ...files } = sampleData()
  for (const [table, text] of Object.entries(files)) await writeFile(join(folder, `${table}.csv`), text)

  say('Starting a server on an embedded PostgreSQL')
  const server = await startServer(join(folder, 'home'))
  try {
    await show(rollcall(server.url, folder), bad)
  } finally {
    await server.stop()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
say('Done: the server is stopped, and nothing is left behind')

/**
 * The main job, as a user would do it.
 * @param {ReturnType<typeof rollcall>} run
 * @param {number} bad how many lines must be rejected
 */
async function show(run, bad) {
  for (const table of ['departments', 'jobs']) await run(['load', table, `${table}.csv`])
  say(`Loading employees: ${bad} of the lines break a rule on purpose`)
  await run(['load', 'hired_employees', 'hired_employees.csv', '--rejects', 'fix.csv'], DONE_WITH_REJECTS)
  await run(['report', 'hired-by-quarter', '--year', '2021'], 0, { lines: 16 })
  await run(['report', 'departments-above-mean', '--year', '2021'])
  await run(['status'])
}

/** @param {string} what */
function say(what) {
  process.stdout.write(`\n=== ${what}\n`)
}
