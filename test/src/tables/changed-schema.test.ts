// Tables to which their owner has added something of his own.
import { expect, test } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { keysOf } from '../support/keys-of.js'
import { employees, parents } from '../support/people.js'
import { testServer } from '../support/test-server.js'

/** Large enough for the keys to be built anew. */
const ROWS = 40_000

test('a column that must have a value, and has a default, is in the way of nothing', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  const { id } = await rollcall.backups.create()
  await database.sql(`ALTER TABLE jobs ADD COLUMN region text NOT NULL DEFAULT 'eu'`)
  expect(await rollcall.load('jobs', ['1,Cook\n', '9,Baker\n'], { onConflict: 'update' })).toMatchObject({
    updated: 1,
    inserted: 1,
  })
  expect(await rollcall.restore('jobs', id)).toMatchObject({ rows: 3, changed: 1, removed: 1 })
  expect(await database.sql('SELECT * FROM jobs WHERE id = 1')).toEqual([{ id: 1, job: 'Clerk', region: 'eu' }])
})

test('a column that must have a value and has none is told in words', async () => {
  await using server = await testServer()
  await server.database.sql(`ALTER TABLE jobs ADD COLUMN region text NOT NULL`)
  await expect(server.rollcall.load('jobs', ['1,Cook\n'])).rejects.toThrow(/must have a value; give it a default/)
})

test('rows that a trigger keeps out are told, and nothing is loaded', async () => {
  await using server = await testServer()
  await server.database.sql(`
    CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RETURN CASE WHEN new.id = 2 THEN null ELSE new END; END $$;
    CREATE TRIGGER keep_out BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION keep_out()`)
  await expect(server.rollcall.load('jobs', ['1,Cook\n2,Chef\n'])).rejects.toThrow(
    'PostgreSQL took 1 of 2 rows, so nothing was loaded. Look for a trigger',
  )
  expect(await server.database.sql('SELECT FROM jobs')).toEqual([])
})

test('a trigger that waits for the end keeps the keys as they are, and runs', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await database.sql(`
    CREATE TABLE seen (id integer);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF new.id <= 3 THEN INSERT INTO seen VALUES (new.id); END IF; RETURN null; END $$;
    CREATE CONSTRAINT TRIGGER see AFTER INSERT ON hired_employees
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION see()`)
  const before = await keysOf(database)
  const load = await rollcall.load('hired_employees', employeeCsv(1, ROWS))
  expect(load).toMatchObject({ inserted: ROWS, path: 'live' })
  expect(await keysOf(database)).toEqual(before)
  expect(await database.sql('SELECT id FROM seen ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
})

test.each(['has partitions', 'is one'])('the keys of a table that %s stay with their comments', async (what) => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  const [whole, part] = what === 'is one' ? ['people', 'hired_employees'] : ['hired_employees', 'people']
  await database.sql(`
    COMMENT ON INDEX hired_employees_pkey IS 'by payroll';
    ALTER TABLE hired_employees RENAME TO part;
    CREATE TABLE whole (LIKE part, PRIMARY KEY (id), FOREIGN KEY (job_id) REFERENCES jobs) PARTITION BY RANGE (id);
    ALTER TABLE whole ATTACH PARTITION part DEFAULT;
    ALTER TABLE part RENAME TO ${part};
    ALTER TABLE whole RENAME TO ${whole}`)
  const keys = () =>
    database.sql(
      `SELECT relname, obj_description(oid, 'pg_class') FROM pg_class WHERE relkind IN ('i', 'I') AND relname LIKE '%pkey%' ORDER BY 1`,
    )
  const before = [await keysOf(database), await keys()]
  const load = await rollcall.load('hired_employees', employeeCsv(1, ROWS))
  expect(load).toMatchObject({ inserted: ROWS, path: 'live' })
  expect([await keysOf(database), await keys()]).toEqual(before)
})

test('what is set for the database as a whole is in the way of no load', async () => {
  await using server = await testServer()
  const { database, rollcall } = server
  await parents(database)
  await employees(database, ROWS)
  const name = new URL(database.url).pathname.slice(1)
  for (const setting of [
    `statement_timeout = '5ms'`,
    `lock_timeout = '1ms'`,
    `idle_in_transaction_session_timeout = '1ms'`,
    `default_transaction_isolation = 'serializable'`,
  ])
    await database.sql(`ALTER DATABASE "${name}" SET ${setting}`)
  const load = await rollcall.load('hired_employees', employeeCsv(1, 2 * ROWS), { onConflict: 'update' })
  expect(load).toMatchObject({ read: 2 * ROWS, updated: ROWS, inserted: ROWS })
})
