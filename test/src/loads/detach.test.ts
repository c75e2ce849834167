// Loads that go on without the command line: started and left, looked at, followed, stopped; and those Ctrl-C stops.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProgram, rollcallCli } from '../support/programs.js'
import { bareEnvironment } from '../support/run-program.js'
import { emptySpool } from '../support/spool-of.js'
import { tableLock } from '../support/table-lock.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

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
  await emptySpool(server.home)
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
  await emptySpool(server.home)
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

test('a result that cannot be printed does not cost the rejects, and is said in short', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const [file, fix] = [join(folder.path, 'jobs.csv'), join(folder.path, 'fix.csv')]
  await writeFile(file, '1,Clerk\n2,\n')
  for (const [mode, words] of [
    ['file', '1 inserted, 0 updated, 1 rejected'],
    ['batch', '0 rows are in, 2 were rejected'],
  ] as const) {
    const args = [cliProgram, 'load', 'jobs', file, '--mode', mode, '--rejects', fix, '--force']
    const full = await open('/dev/full', 'w')
    const load = spawn(process.execPath, args, {
      env: bareEnvironment({ ROLLCALL_URL: server.url }),
      stdio: ['ignore', full.fd, 'pipe'],
    })
    let said = ''
    load.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
    expect(await once(load, 'close')).toEqual([1, null])
    await full.close()
    expect(said).toContain(words)
    expect(await readFile(fix, 'utf8')).toContain('2,')
  }
})

test('rejects that cannot be saved stay, and it is said where', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const place = join(folder.path, 'gone')
  await mkdir(place)
  const args = [cliProgram, 'load', 'jobs', '-', '--mode', 'rows', '--rejects', join(place, 'fix.csv')]
  const load = spawn(process.execPath, args, { env: bareEnvironment({ ROLLCALL_URL: server.url }) })
  let said = ''
  load.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  load.stdin.write('1,Clerk\n2,\n')
  await until('the beginning', () => said.includes('nothing can be rolled back'))
  await rm(place, { recursive: true })
  load.stdin.end()
  expect(await once(load, 'close')).toEqual([3, null])
  const kept = /They stay in (\S+), /.exec(said)?.[1] ?? ''
  expect(await readFile(kept, 'utf8')).toContain('missing_value')
  await rm(dirname(kept), { recursive: true })
})

test('the rejects of a load that has not ended are not all there, which is said', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  await using _ = await tableLock(server.database.url, 'jobs')
  const { id } = await server.rollcall.startLoad('jobs', ['1,\n'])
  const { code, stderr } = await rollcallCli(server.url, 'rejects', id, '-o', join(folder.path, 'fix.csv'))
  expect([code, stderr]).toEqual([2, expect.stringContaining('has not ended')])
  expect((await rollcallCli(server.url, 'rejects', id)).code).toBe(2)
})
