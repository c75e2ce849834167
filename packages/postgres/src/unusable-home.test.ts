import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { temporaryHome } from '../test/temporary-home.js'
import { findDatabase } from './find-database.js'

const isRoot = process.getuid?.() === 0

it('refuses the data of another major version in words and changes nothing in them', async () => {
  await using place = await temporaryHome()
  await mkdir(place.data, { recursive: true })
  await writeFile(join(place.data, 'PG_VERSION'), '17\n')
  const message = expect.stringMatching(
    /data was made by PostgreSQL 17, and this release brings PostgreSQL 18/,
  ) as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'other_major_version', message })
  expect(await readFile(join(place.data, 'PG_VERSION'), 'utf8')).toBe('17\n')
})

it('refuses a folder called data that is something else', async () => {
  await using place = await temporaryHome()
  await mkdir(join(place.data, 'photos'), { recursive: true })
  const message = expect.stringContaining('no PostgreSQL database') as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
})

it('refuses a home that is a file', async () => {
  await using place = await temporaryHome()
  await writeFile(place.home, '')
  const message = expect.stringMatching(/home cannot be used as ROLLCALL_HOME.*Set ROLLCALL_HOME/) as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
})

it.runIf(!isRoot)('refuses a home that it may not write to', async () => {
  await using place = await temporaryHome()
  await mkdir(place.home)
  await chmod(place.home, 0o500)
  const message = expect.stringContaining('permission denied') as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
})

it.each([
  ['gone', undefined, 'connection.json is gone'],
  ['spoilt', '{"port": 20000, "us', 'connection.json does not hold'],
  ['of another home', '{"port":20000,"user":"rollcall","password":"other"}', 'does not let us in'],
])('says so when connection.json is %s', async (_, text, said) => {
  await using place = await temporaryHome()
  const database = await findDatabase({ home: place.home, role: 'join' })
  await database[Symbol.asyncDispose]()
  const file = join(place.home, 'postgres', 'connection.json')
  if (text === undefined) await rm(file)
  else await writeFile(file, text)
  const message = expect.stringContaining(said) as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'home_not_usable', message })
})

it('says at once what PostgreSQL said when it does not start', async () => {
  await using place = await temporaryHome()
  const database = await findDatabase({ home: place.home, role: 'join' })
  await database[Symbol.asyncDispose]()
  await writeFile(join(place.data, 'postgresql.auto.conf'), `no_such_setting = 'x'\n`)
  const message = expect.stringContaining('unrecognized configuration parameter "no_such_setting"') as string
  const found = findDatabase({ home: place.home, role: 'join' })
  await expect(found).rejects.toMatchObject({ code: 'start_failed', message })
})
