import { migrateDown, migrateUp, migrationStatus, openDatabase } from '@rollcall/server'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/test-database.js'

test('all steps can be taken back one by one, and taken again', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  const { applied } = await migrationStatus(database)
  for (const name of applied.toReversed()) expect(await migrateDown(database)).toBe(name)
  expect(await migrateDown(database)).toBeUndefined()
  expect(
    await test.sql(`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'rollcall%'`),
  ).toEqual([])
  expect(await migrateUp(database)).toEqual(applied)
  expect(await migrateUp(database)).toEqual([])
})

test('a database that is newer than the program is refused in words, and left as it is', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  await test.sql(
    `INSERT INTO rollcall_migrations (name, batch, migration_time) VALUES ('9999-from-tomorrow', 9, now())`,
  )
  for (const attempt of [migrateUp, migrateDown, migrationStatus]) {
    await expect(attempt(database)).rejects.toThrow(/newer than this program: it has the migration 9999-from-tomorrow/)
  }
  expect(await test.sql('SELECT FROM departments')).toEqual([])
})

test('several that migrate at once take turns', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  const { applied } = await migrationStatus(database)
  for (const _ of applied) await migrateDown(database)
  const ran = await Promise.all(Array.from({ length: 4 }, () => migrateUp(database)))
  expect(ran.toSorted((one, other) => other.length - one.length)).toEqual([applied, [], [], []])
})

test('a lock that a crashed program left behind does not keep others out', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  await test.sql('UPDATE rollcall_migrations_lock SET is_locked = 1')
  expect(await migrateUp(database)).toEqual([])
  expect(await migrateDown(database)).toBeTypeOf('string')
})
