import { type Database, migrateDown, migrateUp, migrationStatus, openDatabase } from '@rollcall/server'
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

/** Takes back all steps from this one on. */
async function takeBack(database: Database, step: string): Promise<void> {
  const { applied } = await migrationStatus(database)
  expect(applied).toContain(step)
  for (const name of applied.slice(applied.indexOf(step)).toReversed()) expect(await migrateDown(database)).toBe(name)
}

const KEYS = `SELECT conname, condeferrable, condeferred FROM pg_constraint
               WHERE conrelid = 'hired_employees'::regclass AND contype = 'f' ORDER BY 1`

test('foreign keys that are not as they were made do not keep the schema from being brought up', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  await takeBack(database, '0007-deferrable-keys')
  await test.sql(`ALTER TABLE hired_employees DROP CONSTRAINT hired_employees_job_id_fkey`)
  await test.sql(
    `ALTER TABLE hired_employees RENAME CONSTRAINT hired_employees_department_id_fkey TO "of a department"`,
  )
  await test.sql(`CREATE TABLE badges (id integer PRIMARY KEY)`)
  await test.sql(`ALTER TABLE hired_employees ADD CONSTRAINT badge FOREIGN KEY (id) REFERENCES badges`)
  await migrateUp(database)
  expect(await test.sql(KEYS)).toEqual([
    { conname: 'badge', condeferrable: false, condeferred: false },
    { conname: 'of a department', condeferrable: true, condeferred: false },
  ])
})

test('foreign keys that PostgreSQL cannot alter stay as they are, and the schema is brought up', async () => {
  await using test = await testDatabase()
  await using database = openDatabase(test.url)
  await takeBack(database, '0007-deferrable-keys')
  // What an extension that distributes tables answers.
  await test.sql(`CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
                  $$ BEGIN
                    IF current_query() LIKE '%hired_employees%' THEN
                      RAISE 'not of a distributed table' USING ERRCODE = 'feature_not_supported';
                    END IF;
                  END $$`)
  await test.sql(
    `CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION refuse()`,
  )
  expect(await migrateUp(database)).toContain('0007-deferrable-keys')
  await test.sql('DROP EVENT TRIGGER refuse')
  expect(await test.sql(KEYS)).toMatchObject([{ condeferrable: false }, { condeferrable: false }])
})
