// The real command line, interrupted while it uploads: killed, cut off from the server, stopped by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRollcall } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { cliProgram, rollcallCli } from '../support/programs.js'
import { bareEnvironment } from '../support/run-program.js'
import { emptySpool, spoolOf } from '../support/spool-of.js'
import { type StallingProxy, stallingProxy } from '../support/stalling-proxy.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { until } from '../support/until.js'

const MB = 1024 * 1024

/** The network dies in the third of the file's pieces, which are of 4 MiB. */
const STALLS_AFTER = 8.5 * MB

const ROWS = 40_000

/** A file of some 10 MB; `middle` is what makes it another, with the same beginning, end and length. */
async function csvFile(path: string, middle = 'a'): Promise<string> {
  const filler = 'x'.repeat(240)
  const rows = Array.from({ length: ROWS }, (_, id) => `${id},${id === ROWS / 2 ? middle : 'b'}${filler}`)
  await writeFile(path, `${rows.join('\n')}\n`)
  return path
}

/** Begins to load a file through a proxy, until two pieces have arrived and no more will. */
async function beginLoad(server: TestServer, proxy: StallingProxy, file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [cliProgram, 'load', 'jobs', file], {
    env: bareEnvironment({ ROLLCALL_URL: proxy.url }),
    stdio: 'ignore',
  })
  await until('two pieces', async () => (await piecesIn(server)) === 2)
  return child
}

async function piecesIn({ home }: TestServer): Promise<number> {
  const [id = ''] = await spoolOf(home)
  const log = await readFile(join(home, 'uploads', id, 'pieces'), 'latin1').catch(() => '')
  return log.split('\n').length - 1
}

const goingOn = /Going on with an upload that was interrupted: 8\.4 of 9\.\d MB are there/

async function assertLoaded({ database }: TestServer, middle: string): Promise<void> {
  const [found] = await database.sql<{ rows: number; middle: string }>(
    `SELECT count(*)::integer AS rows, (SELECT left(job, 1) FROM jobs WHERE id = ${ROWS / 2}) AS middle FROM jobs`,
  )
  expect(found).toEqual({ rows: ROWS, middle })
}

test('a load that was killed while it uploaded goes on where it stopped when it is run again', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = await csvFile(join(folder.path, 'jobs.csv'))
  await using proxy = await stallingProxy(server.url, STALLS_AFTER)
  const child = await beginLoad(server, proxy, file)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await until('the end of the piece', async () => {
    const [id = ''] = await spoolOf(server.home)
    return (await stat(join(server.home, 'uploads', id, 'data'))).size === 8 * MB
  })
  const again = await rollcallCli(server.url, 'load', 'jobs', file, '--header', 'no')
  expect(again.code).toBe(0)
  expect(again.stderr).toMatch(goingOn)
  await assertLoaded(server, 'a')
  await emptySpool(server.home)
})

test('a load that lost the server says that what was sent is kept, and another file does not go on with it', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = await csvFile(join(folder.path, 'jobs.csv'))
  await using proxy = await stallingProxy(server.url, STALLS_AFTER)
  const lost = failure(createRollcall({ url: proxy.url, retries: 0 }).load('jobs', file))
  await until('two pieces', async () => (await piecesIn(server)) === 2)
  await proxy.cut()
  expect(await lost).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('load the same file again to go on'),
  })

  const resumed: number[] = []
  const onResumed = ({ received }: { received: number }) => resumed.push(received)
  await server.rollcall.load('jobs', await csvFile(join(folder.path, 'other.csv'), 'c'), { onResumed })
  expect(resumed).toEqual([])
  await assertLoaded(server, 'c')
  expect(await spoolOf(server.home)).toHaveLength(1)

  await server.rollcall.load('jobs', file, { onConflict: 'update', onResumed })
  expect(resumed).toEqual([8 * MB])
  await assertLoaded(server, 'a')
  await emptySpool(server.home)
})

test('a load that is interrupted by Ctrl-C while it uploads leaves nothing', async () => {
  await using server = await testServer()
  await using folder = await tempFolder()
  const file = await csvFile(join(folder.path, 'jobs.csv'))
  await using proxy = await stallingProxy(server.url, STALLS_AFTER)
  const child = await beginLoad(server, proxy, file)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  await emptySpool(server.home)
  expect(await server.rollcall.tasks.list({ kind: 'load' })).toEqual([])
})
