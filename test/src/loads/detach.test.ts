// Loads that go on without the command line: started and left, looked at, followed, stopped; and those Ctrl-C stops.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProgram, rollcallCli } from '../support/programs.js'
import { bareEnvironment } from '../support/run-program.js'
import { tableLock } from '../support/table-lock.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const uploadsIn = ({ home }: TestServer) => readdir(join(home, 'uploads'))

/** How many loads are in a state. */
async function loadsThatAre({ rollcall }: TestServer, state: string): Promise<number> {
  return (await rollcall.tasks.list({ kind: 'load' })).filter((task) => task.state === state).length
}

test('a load that is left goes on, is listed and followed to its end', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'jobs.csv')
  await writeFile(file, '1,Clerk\n2,\n')
  const lock = await tableLock(server.database.url, 'jobs')
  const left = await rollcallCli(server.url, 'load', 'jobs', file, '--detach')
  const id = left.stdout.trim()
  expect([left.code, id]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(left.stderr).toContain(`rollcall loads ${id} --follow`)
  await until('the beginning', async () => (await loadsThatAre(server, 'running')) === 1)
  expect((await rollcallCli(server.url, 'loads')).stdout).toMatch(new RegExp(`${id}  jobs +running`))
  expect((await rollcallCli(server.url, 'loads', id, '--json')).json).toMatchObject({
    id,
    state: 'running',
    attempts: 1,
  })
  const following = rollcallCli(server.url, 'loads', id, '--follow')
  await lock[Symbol.asyncDispose]()
  const { code, stdout } = await following
  expect([code, stdout]).toEqual([3, expect.stringMatching(/read +2\n +inserted +1/)])
  expect((await rollcallCli(server.url, 'loads', id, '--follow', '--json')).json).toMatchObject({ id, inserted: 1 })
})

test('a load that was left is stopped, whether it runs or waits, and nothing of it is kept', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'jobs.csv')
  await writeFile(file, '1,Clerk\n')
  const lock = await tableLock(server.database.url, 'jobs')
  const start = async () => (await rollcallCli(server.url, 'load', 'jobs', file, '--detach')).stdout.trim()
  const ids = [await start(), await start()]
  await until('the beginning', async () => (await loadsThatAre(server, 'running')) === 1)
  for (const id of ids.toReversed()) {
    const { code, stdout } = await rollcallCli(server.url, 'cancel', id)
    expect([code, stdout]).toEqual([0, `Load ${id} is cancelled; jobs is as it was before.\n`])
  }
  await lock[Symbol.asyncDispose]()
  expect(await uploadsIn(server)).toEqual([])
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [] })
  expect((await rollcallCli(server.url, 'cancel', ids[0] ?? '')).code).toBe(0)
})

test.each(['running', 'waiting'])('Ctrl-C stops a load that is %s, ends with 130 and leaves nothing', async (state) => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'jobs.csv')
  await writeFile(file, '1,Clerk\n')
  await using _ = await tableLock(server.database.url, 'jobs')
  const args = [cliProgram, 'load', 'jobs', file]
  const load = () =>
    spawn(process.execPath, args, { env: bareEnvironment({ ROLLCALL_URL: server.url }), stdio: 'ignore' })
  const first = load()
  await until('the beginning', async () => (await loadsThatAre(server, 'running')) === 1)
  const stopped = state === 'running' ? [first] : [load(), first]
  if (state === 'waiting') await until('the waiting', async () => (await loadsThatAre(server, 'waiting')) === 1)
  for (const child of stopped) {
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([130, null])
  }
  expect(await uploadsIn(server)).toEqual([])
  expect(await server.rollcall.jobs.list()).toMatchObject({ rows: [] })
})

test('what cannot be left or followed is wrong usage', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = join(folder.path, 'jobs.csv')
  await writeFile(file, '1,Clerk\n')
  const load = ['load', 'jobs', file, '--detach']
  expect((await rollcallCli(server.url, ...load, '--mode', 'batch')).code).toBe(2)
  expect((await rollcallCli(server.url, ...load, '--rejects', join(folder.path, 'fix.csv'))).code).toBe(2)
  expect((await rollcallCli(server.url, 'loads', '--follow')).code).toBe(2)
  expect((await rollcallCli(server.url, 'loads', 'x')).code).toBe(2)
})
