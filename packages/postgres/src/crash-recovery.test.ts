import { spawn } from 'node:child_process'
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { ask } from '../test/ask.js'
import { eventually } from '../test/eventually.js'
import { holdDatabase } from '../test/hold-database.js'
import { temporaryHome, type TemporaryHome } from '../test/temporary-home.js'
import { findDatabase } from './find-database.js'
import { mayBePostmaster } from './postmaster-process.js'

it('takes over the server of a process that was killed, data and all, and stops it at the end', async () => {
  await using place = await temporaryHome()
  await using holder = holdDatabase(place.home, 'serve')
  const { url = '' } = await holder.answer
  await ask(url, 'create table kept as select 42 as answer')
  const postmaster = await place.postmaster()
  await holder.kill()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(true)
  const database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select answer from kept')).toBe(42)
  await database[Symbol.asyncDispose]()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it('starts again after both the process and its server were killed', async () => {
  await using place = await temporaryHome()
  await using holder = holdDatabase(place.home, 'serve')
  const { url = '' } = await holder.answer
  await ask(url, 'create table kept as select 42 as answer')
  process.kill(await place.postmaster(), 'SIGKILL')
  await holder.kill()
  await using database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select answer from kept')).toBe(42)
})

it('starts the server again when it is killed in use, at the same address', async () => {
  await using place = await temporaryHome()
  const database = await findDatabase({ home: place.home, role: 'serve' })
  const killed = await place.postmaster()
  process.kill(killed, 'SIGKILL')
  expect(await eventually(() => ask(database.url, 'select 1'))).toBe(1)
  const postmaster = await place.postmaster()
  expect(postmaster).not.toBe(killed)
  await database[Symbol.asyncDispose]()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it('tells why a server that went away does not come back, and has it back when it can', async () => {
  await using place = await temporaryHome()
  const troubles: string[] = []
  const onTrouble = (error: Error): void => void troubles.push(error.message)
  await using database = await findDatabase({ home: place.home, role: 'serve', onTrouble })
  const killed = await place.postmaster()
  await rename(place.data, `${place.data}-away`)
  process.kill(killed, 'SIGKILL')
  const told = await eventually(() => Promise.resolve(troubles[0] ?? false))
  expect(told).toMatch(/data did not start: .*could not access directory/)
  await rename(`${place.data}-away`, place.data)
  expect(await eventually(() => ask(database.url, 'select 1'))).toBe(1)
})

it('makes the database anew when initdb was killed half-way, and keeps nothing of the half', async () => {
  await using place = await temporaryHome()
  const postgres = join(place.home, 'postgres')
  const partials = async (): Promise<string[]> =>
    (await readdir(postgres)).filter((name) => name.startsWith('data.partial-'))
  await using holder = holdDatabase(place.home, 'serve')
  const partial = await eventually(async () => (await partials())[0] ?? false)
  await eventually(() => stat(join(postgres, String(partial), 'data', 'PG_VERSION')))
  await holder.kill()
  await expect(stat(place.data)).rejects.toThrow('ENOENT')
  await using database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select 1')).toBe(1)
  // While the initdb of the killed process still writes, its half is left to the next start.
  await eventually(async () => {
    await using _ = await findDatabase({ home: place.home, role: 'join' })
    return (await partials()).length === 0
  })
})

it('works after a kill at any moment of a first start', async () => {
  for (const moment of [150, 300, 450, 600, 750]) {
    await using place = await temporaryHome()
    await using holder = holdDatabase(place.home, 'serve')
    await sleep(moment)
    await holder.kill()
    await using database = await findDatabase({ home: place.home, role: 'serve' })
    expect(await ask(database.url, 'select 1')).toBe(1)
  }
})

it('makes the database rollcall if the first start did not come to it', async () => {
  await using place = await temporaryHome()
  await using database = await findDatabase({ home: place.home, role: 'join' })
  const other = database.url.replace(/rollcall$/, 'postgres')
  await ask(other, 'drop database rollcall with (force)')
  await using joined = await findDatabase({ home: place.home, role: 'join' })
  expect(await ask(joined.url, 'select 1')).toBe(1)
})

it('is not kept from starting by a process that got the id of the crashed server', async () => {
  await using place = await temporaryHome()
  const { uid, gid } = await crash(place)
  using stranger = spawn('sleep', ['100'], { uid, gid, cwd: '/' })
  await writePid(place, stranger.pid)
  await using database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select 1')).toBe(1)
})

it('is not kept from starting when the server of another home got the id of the crashed one', async () => {
  await using place = await temporaryHome()
  await using other = await temporaryHome()
  await crash(place)
  await using stranger = await findDatabase({ home: other.home, role: 'serve' })
  await writePid(place, await other.postmaster())
  await using database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select 1')).toBe(1)
  expect(await ask(stranger.url, 'select 1')).toBe(1)
})

/** Leaves a home with the postmaster.pid of a server that is gone; tells whose data they are. */
async function crash(place: TemporaryHome): Promise<{ uid: number; gid: number }> {
  await using holder = holdDatabase(place.home, 'serve')
  await holder.answer
  const postmaster = await place.postmaster()
  await holder.kill()
  process.kill(postmaster, 'SIGKILL')
  await eventually(async () => !(await mayBePostmaster(postmaster, place.data)))
  return await stat(place.data)
}

async function writePid(place: TemporaryHome, pid: number | undefined): Promise<void> {
  const file = join(place.data, 'postmaster.pid')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/^\d+/, String(pid)))
}
