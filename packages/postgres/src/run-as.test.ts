import { chmod, chown, mkdir, readdir, readlink, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { ask } from '../test/ask.js'
import { copyForOthers, type CopyForOthers } from '../test/copy-for-others.js'
import { eventually } from '../test/eventually.js'
import { holdDatabase } from '../test/hold-database.js'
import { temporaryHome } from '../test/temporary-home.js'
import { findDatabase } from './find-database.js'
import { mayBePostmaster } from './postmaster-process.js'
import { systemFolder } from './system-folder.js'

const isRoot = process.getuid?.() === 0
let copy: CopyForOthers
beforeAll(async () => {
  copy = await copyForOthers()
})
afterAll(() => copy[Symbol.asyncDispose]())

const ordinary = { uid: 65534, gid: 65534 }

it.runIf(isRoot)('runs PostgreSQL as somebody else when root asks for it', async () => {
  await using place = await temporaryHome()
  await using database = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(database.url, 'select 1')).toBe(1)
  const { uid } = await stat(`/proc/${await place.postmaster()}`)
  expect(uid).not.toBe(0)
  expect(uid).toBe((await stat(place.data)).uid)
})

it.runIf(isRoot)('takes over data that root copied here', async () => {
  await using place = await temporaryHome()
  const first = await findDatabase({ home: place.home, role: 'serve' })
  await first[Symbol.asyncDispose]()
  await chown(place.data, 0, 0)
  await using second = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(second.url, 'select 1')).toBe(1)
})

it.runIf(isRoot)('keeps the data in the system folder when the home is in a folder closed to others', async () => {
  await using place = await temporaryHome({ mode: 0o700 })
  const first = await findDatabase({ home: place.home, role: 'serve' })
  await ask(first.url, 'create table kept as select 42 as answer')
  const postmaster = await place.postmaster()
  await first[Symbol.asyncDispose]()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
  expect(await readlink(place.data)).toMatch(/^\/var\/lib\/rollcall\/[0-9a-f]{16}\/data$/)
  expect((await stat(dirname(place.home))).mode & 0o777).toBe(0o700)
  await using second = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(second.url, 'select answer from kept')).toBe(42)
})

it.runIf(isRoot)('brings processes that race in a closed folder to one server', async () => {
  await using place = await temporaryHome({ mode: 0o700 })
  const holders = Array.from({ length: 3 }, () => holdDatabase(place.home, 'join'))
  const answers = await Promise.all(holders.map((holder) => holder.answer))
  expect(new Set(answers.map(({ url, message }) => url ?? message)).size).toBe(1)
  expect(await ask(answers[0]?.url ?? '', 'select 1')).toBe(1)
  await Promise.all(holders.map((holder) => holder.leave()))
})

it.runIf(isRoot)('leaves nothing behind of a first start in a closed folder that was killed', async () => {
  await using place = await temporaryHome({ mode: 0o700 })
  const postgres = dirname(place.data)
  await using holder = holdDatabase(place.home, 'serve')
  const partial = await eventually(
    async () => (await readdir(postgres)).find((name) => /^data.part/.test(name)) ?? false,
  )
  const half = await readlink(join(postgres, String(partial)))
  await eventually(() => stat(join(half, 'data', 'PG_VERSION')))
  await holder.kill()
  await using database = await findDatabase({ home: place.home, role: 'join' })
  expect(await ask(database.url, 'select 1')).toBe(1)
  await expect(stat(half)).rejects.toThrow('ENOENT')
})

it.runIf(isRoot)('says so when the data that a link points at are gone, and makes no new ones', async () => {
  await using place = await temporaryHome({ mode: 0o700 })
  const database = await findDatabase({ home: place.home, role: 'join' })
  await database[Symbol.asyncDispose]()
  const target = dirname(await readlink(place.data))
  await rename(target, `${target}-gone`)
  const found = findDatabase({ home: place.home, role: 'join' })
  const message = expect.stringContaining('which is gone') as string
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
  await rm(`${target}-gone`, { recursive: true })
})

it.runIf(isRoot)('says so when the folder around its data is closed to others later on', async () => {
  await using place = await temporaryHome()
  const database = await findDatabase({ home: place.home, role: 'join' })
  await database[Symbol.asyncDispose]()
  await chmod(place.home, 0o700)
  const message = expect.stringContaining('is closed to uid') as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
})

it.runIf(isRoot)('works for an ordinary user', async () => {
  await using place = await temporaryHome()
  await mkdir(place.home)
  await chown(place.home, ordinary.uid, ordinary.gid)
  await using holder = holdDatabase(place.home, 'serve', { ...copy, ...ordinary })
  const answer = await holder.answer
  expect(answer).toHaveProperty('url')
  const { uid } = await stat(place.data)
  expect(uid).toBe(ordinary.uid)
  const postmaster = await place.postmaster()
  await holder.leave()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it.runIf(isRoot)('lets root join an ordinary user, who can still use the home afterwards', async () => {
  await using place = await temporaryHome()
  await mkdir(place.home)
  await chown(place.home, ordinary.uid, ordinary.gid)
  await using first = holdDatabase(place.home, 'serve', { ...copy, ...ordinary })
  const { url } = await first.answer
  const joined = await findDatabase({ home: place.home, role: 'join' })
  expect(joined.url).toBe(url)
  await first.leave()
  await joined[Symbol.asyncDispose]()
  await using second = holdDatabase(place.home, 'serve', { ...copy, ...ordinary })
  expect(await second.answer).toEqual({ url })
  await second.leave()
})

it.runIf(isRoot)(
  'copies the binaries to where they can be run when they lie in a folder closed to others',
  async () => {
    await using place = await temporaryHome()
    const before = await readdir(systemFolder).catch((): string[] => [])
    await chmod(dirname(copy.node), 0o700)
    await using holder = holdDatabase(place.home, 'serve', copy)
    expect(await holder.answer).toHaveProperty('url')
    const after = (await readdir(systemFolder)).filter((name) => name.startsWith('postgresql-'))
    expect(after).toHaveLength(1)
    await holder.leave()
    await chmod(dirname(copy.node), 0o755)
    for (const name of after) if (!before.includes(name)) await rm(join(systemFolder, name), { recursive: true })
  },
)
