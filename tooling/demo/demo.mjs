import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
// Only there once it is built.
const { createRollcall } = await import('@rollcall/sdk')

const folder = await mkdtemp(join(tmpdir(), 'rollcall-demo-'))
// As root, PostgreSQL runs as another user: one who cannot pass through would have its data kept outside the folder.
await chmod(folder, 0o711)
try {
  say(`Sample files, in ${folder}`)
  const { bad, ...files } = sampleData()
  for (const [table, text] of Object.entries(files)) await writeFile(join(folder, `${table}.csv`), text)

  say('Starting a server on an embedded PostgreSQL')
  const server = await startServer(join(folder, 'home'))
  try {
    const run = rollcall(server.url, folder)
    await showLoading(run, bad)
    await showRestore(run, createRollcall({ url: server.url }))
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
async function showLoading(run, bad) {
  for (const table of ['departments', 'jobs']) await run(['load', table, `${table}.csv`])
  say(`Loading employees: ${bad} of the lines break a rule on purpose`)
  await run(['load', 'hired_employees', 'hired_employees.csv', '--rejects', 'fix.csv'], DONE_WITH_REJECTS)
  await run(['report', 'hired-by-quarter', '--year', '2021'], 0, { lines: 16 })
  await run(['report', 'departments-above-mean', '--year', '2021'])
}

/**
 * A backup, two tables broken, both put back, and the proof that they are what they were.
 * @param {ReturnType<typeof rollcall>} run
 * @param {import('@rollcall/sdk').Rollcall} client
 */
async function showRestore(run, client) {
  await run(['backup'])
  const before = await contentOf(client)
  say('Breaking two tables: every department is renamed, every third employee removed')
  for await (const { id } of client.departments.each())
    await client.departments.update({ id, changes: { department: 'Oops' } })
  for await (const { id } of client.hiredEmployees.each()) if (id % 3 === 0) await client.hiredEmployees.remove({ id })

  await run(['restore', 'departments', '1', '--dry-run'])
  await run(['restore', 'departments', '1', '--yes'])
  await run(['restore', 'hired_employees', '1', '--yes'])
  if ((await contentOf(client)) !== before) throw new Error('The restored tables are not what they were.')
  say('Both tables are what they were, row for row')
  await run(['status'])
}

/**
 * Every row of the tables that are broken, as text to compare.
 * @param {import('@rollcall/sdk').Rollcall} client
 */
async function contentOf({ departments, hiredEmployees }) {
  const rows = []
  for (const table of [departments, hiredEmployees]) for await (const row of table.each()) rows.push(row)
  return JSON.stringify(rows)
}

/** @param {string} what */
function say(what) {
  process.stdout.write(`\n=== ${what}\n`)
}
