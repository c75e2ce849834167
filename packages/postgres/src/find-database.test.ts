import { stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import { expect, it } from 'vitest'

import { ask } from '../test/ask.js'
import { holdDatabase } from '../test/hold-database.js'
import { temporaryHome } from '../test/temporary-home.js'
import { findDatabase } from './find-database.js'
import { mayBePostmaster } from './postmaster-process.js'

it('uses a database URL as it is and starts nothing', async () => {
  await using place = await temporaryHome()
  await using database = await findDatabase({ databaseUrl: 'postgres://a@b/c', home: place.home, role: 'serve' })
  expect(database).toMatchObject({ url: 'postgres://a@b/c', embedded: false })
  await expect(stat(place.home)).rejects.toThrow('ENOENT')
})

it('makes, starts and stops an embedded database in an empty home', async () => {
  await using place = await temporaryHome()
  const database = await findDatabase({ home: place.home, role: 'serve' })
  expect(database.embedded).toBe(true)
  expect(await ask(database.url, 'select 1')).toBe(1)
  const postmaster = await place.postmaster()
  await database[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it('makes a database that knows every letter, orders by ICU where asked to, and keeps UTC', async () => {
  await using place = await temporaryHome()
  await using database = await findDatabase({ home: place.home, role: 'join' })
  const one = (sql: string): Promise<unknown> => ask(database.url, sql)
  expect(await one(`select count(*)::int from pg_collation where collname = 'und-x-icu'`)).toBe(1)
  expect(await one(`select 'General' < 'GIS' collate "und-x-icu"`)).toBe(true)
  expect(await one(`select char_length('Zoë 🎈')`)).toBe(5)
  expect(await one(`select 'ë' ~ '^[[:alpha:]]$' and upper('ë') = 'Ë' and 'Ë' ~* '^ë$'`)).toBe(true)
  expect(await one(`select current_setting('server_encoding') || current_setting('TimeZone')`)).toBe('UTF8UTC')
})

it('listens on the loopback address only and lets nobody in without the password', async () => {
  await using place = await temporaryHome()
  await using database = await findDatabase({ home: place.home, role: 'join' })
  expect(await ask(database.url, 'show listen_addresses')).toBe('127.0.0.1')
  expect(await ask(database.url, 'show unix_socket_directories')).toBe('')
  const wrong = database.url.replace(/:[^:@]+@/, ':wrong@')
  await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed')
  const { mode } = await stat(join(place.home, 'postgres', 'connection.json'))
  expect(mode & 0o777).toBe(0o600)
})

it('keeps the data, the port and the password from one start to the next', async () => {
  await using place = await temporaryHome()
  const first = await findDatabase({ home: place.home, role: 'serve' })
  await ask(first.url, 'create table kept as select 42 as answer')
  await first[Symbol.asyncDispose]()
  await using second = await findDatabase({ home: place.home, role: 'serve' })
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select answer from kept')).toBe(42)
})

it('takes another port when the remembered one is taken', async () => {
  await using one = await temporaryHome()
  await using other = await temporaryHome()
  await using taken = await findDatabase({ home: one.home, role: 'serve' })
  const first = await findDatabase({ home: other.home, role: 'serve' })
  await first[Symbol.asyncDispose]()
  const { password } = new URL(first.url)
  const connection = { port: Number(new URL(taken.url).port), user: 'rollcall', password }
  await writeFile(join(other.home, 'postgres', 'connection.json'), JSON.stringify(connection))
  await using second = await findDatabase({ home: other.home, role: 'serve' })
  expect(new URL(second.url).port).not.toBe(new URL(taken.url).port)
  expect(await ask(second.url, 'select 1')).toBe(1)
})

it('refuses a second server of one home and names the first', async () => {
  await using place = await temporaryHome()
  await using holder = holdDatabase(place.home, 'serve')
  expect(await holder.answer).toHaveProperty('url')
  const second = findDatabase({ home: place.home, role: 'serve' })
  const message = new RegExp(`^${place.home} is held by another rollcall-server \\(pid ${holder.pid}, since 20`)
  await expect(second).rejects.toMatchObject({ code: 'home_in_use', message: expect.stringMatching(message) as string })
  await holder.leave()
  await using third = await findDatabase({ home: place.home, role: 'serve' })
  expect(await ask(third.url, 'select 1')).toBe(1)
})

it('leaves a serving process its database when one that joined leaves', async () => {
  await using place = await temporaryHome()
  await using serving = await findDatabase({ home: place.home, role: 'serve' })
  await using holder = holdDatabase(place.home, 'join')
  expect(await holder.answer).toEqual({ url: serving.url })
  await holder.leave()
  expect(await ask(serving.url, 'select 1')).toBe(1)
})

it('leaves one that joined its database when the serving process leaves, and the last one stops it', async () => {
  await using place = await temporaryHome()
  await using holder = holdDatabase(place.home, 'serve')
  await holder.answer
  const joined = await findDatabase({ home: place.home, role: 'join' })
  await holder.leave()
  const postmaster = await place.postmaster()
  expect(await ask(joined.url, 'select 1')).toBe(1)
  await joined[Symbol.asyncDispose]()
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it('brings five processes that start at once in an empty home to one server', async () => {
  await using place = await temporaryHome()
  const holders = Array.from({ length: 5 }, () => holdDatabase(place.home, 'join'))
  const answers = await Promise.all(holders.map((holder) => holder.answer))
  expect(new Set(answers.map(({ url, message }) => url ?? message)).size).toBe(1)
  expect(await ask(answers[0]?.url ?? '', 'select 1')).toBe(1)
  const postmaster = await place.postmaster()
  await Promise.all(holders.map((holder) => holder.leave()))
  expect(await mayBePostmaster(postmaster, place.data)).toBe(false)
})

it('gives everyone a database while others come and go', async () => {
  await using place = await temporaryHome()
  const first = await findDatabase({ home: place.home, role: 'join' })
  await first[Symbol.asyncDispose]()
  const visits = Array.from({ length: 15 }, async () => {
    await using database = await findDatabase({ home: place.home, role: 'join' })
    return await ask(database.url, 'select 1')
  })
  expect(new Set(await Promise.all(visits))).toEqual(new Set([1]))
  await expect(place.postmaster()).rejects.toThrow('ENOENT')
})

it.each(['a b', `it's "quoted" $HOME \`x\` \\`, 'Größe 名'])('works in a home called %s', async (name) => {
  await using place = await temporaryHome({ name })
  await using database = await findDatabase({ home: relative(process.cwd(), place.home), role: 'serve' })
  expect(await ask(database.url, 'select 1')).toBe(1)
})
