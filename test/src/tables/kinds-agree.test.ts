import { readCell, tables, type Kind, type Value } from '@rollcall/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyIntegerCell, anyText, anyTimestamp, borderTimestamps } from '../support/generated-values.js'
import { MICROSECONDS, microseconds } from '../support/microseconds.js'
import { parents } from '../support/people.js'
import { proofRuns } from '../support/proof-runs.js'
import { rejectsOf } from '../support/rejects-of.js'
import { testDatabase, type TestDatabase } from '../support/test-database.js'
import { failure } from '../support/failure.js'
import { testServer } from '../support/test-server.js'

const text = tables.jobs.columns.job.kind
const integer = tables.jobs.columns.id.kind
const timestamp = tables.hiredEmployees.columns.datetime.kind

const numRuns = proofRuns(40)
const many = (values: fc.Arbitrary<string>) => fc.uniqueArray(values, { minLength: 20, maxLength: 120 })
const canBeSent = (value: string) => value.isWellFormed() && !value.includes('\0')

test('a text is good for a row exactly when PostgreSQL takes it, which gives the same bytes back', async () => {
  await using database = await testDatabase()
  const kept = await keeper(
    database,
    `INSERT INTO jobs VALUES (1, given) RETURNING encode(convert_to(job, 'UTF8'), 'hex')`,
  )
  await fc.assert(
    fc.asyncProperty(many(anyText), async (values) => {
      const sendable = values.filter(canBeSent)
      const good = (job: string) => tables.jobs.rowSchema.safeParse({ id: 1, job }).success
      expect(await kept(sendable)).toEqual(
        sendable.map((value) => (good(value) ? Buffer.from(value).toString('hex') : null)),
      )
      for (const value of values) if (!canBeSent(value)) expect(good(value)).toBe(false)
    }),
    { numRuns },
  )
})

test('a number is good for a row exactly when PostgreSQL takes it as an integer', async () => {
  await using database = await testDatabase()
  const kept = await keeper(database, `INSERT INTO jobs VALUES (given::integer, 'Clerk') RETURNING id`)
  const borders = fc.constantFrom(
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    -(2 ** 31) - 1,
    2 ** 53,
    2 ** 53 + 2,
    -0,
    0,
    0.5,
    -1.5,
    1e21,
    NaN,
    Infinity,
  )
  const numbers = fc.array(fc.oneof(fc.integer(), fc.double(), borders), { minLength: 20, maxLength: 100 })
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      const good = (id: number) => tables.jobs.rowSchema.safeParse({ id, job: 'Clerk' }).success
      expect(await kept(values.map(String))).toEqual(values.map((value) => (good(value) ? String(value) : null)))
    }),
    { numRuns },
  )
})

test('a good timestamp is kept by PostgreSQL to the microsecond, and one that is well spelled but out of the years is refused', async () => {
  await using database = await testDatabase()
  await parents(database)
  const kept = await keeper(
    database,
    `INSERT INTO hired_employees VALUES (1, 'Ann', given::timestamptz, 1, 1) RETURNING ${MICROSECONDS('datetime')}`,
  )
  const outside = (value: string) => {
    const instant = microseconds(value)
    return instant < microseconds('0001-01-01T00:00:00Z') || instant > microseconds('9999-12-31T23:59:59.999999Z')
  }
  const shaped = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/
  await fc.assert(
    fc.asyncProperty(many(fc.oneof(anyTimestamp, fc.constantFrom(...borderTimestamps))), async (values) => {
      // Year 0 is no year to PostgreSQL's reader, though an offset may carry it into year 1: such values reach it as numbers only.
      const readable = values.filter((value) => !value.startsWith('0000') && !/[\0]/.test(value))
      const found = await kept(readable)
      for (const [index, value] of readable.entries()) {
        if (timestamp.zod.safeParse(value).success)
          expect([value, found[index]]).toEqual([value, String(microseconds(value))])
        else if (
          shaped.test(value) &&
          !Number.isNaN(Date.parse(`${value.slice(0, 10)}T${value.slice(11, 19)}Z`)) &&
          outside(value)
        )
          expect([value, found[index]]).toEqual([value, null])
      }
    }),
    { numRuns },
  )
})

test('a timestamp is good exactly when Date and a calendar say that there is such an instant, spelled so', () => {
  fc.assert(
    fc.property(fc.oneof(anyTimestamp, fc.constantFrom(...borderTimestamps)), (value) => {
      expect([value, timestamp.zod.safeParse(value).success]).toEqual([value, isInstant(value)])
    }),
    { numRuns: numRuns * 50 },
  )
})

test('a cell is what the row schema says of it without its ASCII white space', () => {
  const cells: [Kind, fc.Arbitrary<string>][] = [
    [text, anyText],
    [timestamp, anyTimestamp],
  ]
  for (const [kind, values] of cells) {
    fc.assert(
      fc.property(values, fc.constantFrom('', ' ', '\t\r\n', ' \v\f'), (value, blank) => {
        const trimmed = value.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
        expect(valueOf(kind, `${blank}${value}${blank}`)).toEqual(kind.zod.safeParse(trimmed).data)
      }),
      { numRuns: numRuns * 25 },
    )
  }
})

test('a cell is an integer exactly when it is spelled as one and fits 32 bits', () => {
  fc.assert(
    fc.property(anyIntegerCell, (cell) => {
      const trimmed = cell.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
      const number = /^-?[0-9]+$/.test(trimmed) ? BigInt(trimmed) : undefined
      const fits = number !== undefined && BigInt.asIntN(32, number) === number
      expect(valueOf(integer, cell)).toBe(fits ? Number(number) : undefined)
    }),
    { numRuns: numRuns * 25 },
  )
})

test('a load takes exactly the cells that readCell takes, keeps the same values, and says the same of all others', async () => {
  await using server = await testServer()
  await parents(server.database)
  const cells = fc.record({
    id: fc.constantFrom('', ' ', '0', '-0'),
    name: anyText.filter((value) => value.isWellFormed()),
    datetime: fc.oneof(anyTimestamp, fc.constantFrom(...borderTimestamps)),
    department_id: fc.oneof(fc.constant('1'), anyIntegerCell),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { minLength: 100, maxLength: 300 }), async (rows) => {
      await server.database.sql('TRUNCATE hired_employees')
      const lines = rows.map(({ id, ...row }, index) => [
        `${id}${index + 1}`,
        row.name,
        row.datetime,
        row.department_id,
        '1',
      ])
      const csv = lines.map((line) => `${line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`).join('')
      const loaded = await server.rollcall.load('hired_employees', [csv], { header: 'no' })
      const expected = lines.flatMap(([id, name, datetime, department]) => {
        const cells = [
          valueOf(integer, id),
          valueOf(text, name),
          valueOf(timestamp, datetime),
          valueOf(integer, department),
        ] as const
        const known = [1, 2, 3].includes(Number(cells[3]))
        return cells.includes(undefined) || !known
          ? []
          : [{ id: cells[0], name: cells[1], micros: String(microseconds(String(cells[2]))) }]
      })
      const found = await server.database.sql(
        `SELECT id, name, ${MICROSECONDS('datetime')} AS micros FROM hired_employees ORDER BY abs(id)`,
      )
      expect(found).toEqual(expected)
      expect(loaded).toMatchObject({
        read: rows.length,
        inserted: expected.length,
        rejected: rows.length - expected.length,
      })
      const told = await rejectsOf(server.rollcall, loaded.id)
      const kinds = { id: integer, name: text, datetime: timestamp, department_id: integer, job_id: integer }
      const wrong = lines.flatMap((line) => {
        const problems = Object.entries(kinds).flatMap(([column, kind], cell) => problemIn(kind, column, line[cell]))
        return problems.length > 0 ? [problems] : []
      })
      // Whether the rows are there that good cells name is told as well.
      const ofCells = told.map(({ problems }) => problems.filter(({ code }) => code !== 'unknown_parent'))
      expect(ofCells.filter((problems) => problems.length > 0)).toEqual(wrong)
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  )
})

test('createMany takes exactly the rows that the row schema takes, and PostgreSQL has the same instants', async () => {
  await using server = await testServer()
  await parents(server.database)
  const datetime = fc
    .oneof(anyTimestamp, fc.constantFrom(...borderTimestamps))
    .filter((value) => !value.startsWith('0000'))
  const values = fc.record({ name: anyText, datetime })
  await fc.assert(
    fc.asyncProperty(fc.array(values, { minLength: 50, maxLength: 200 }), async (given) => {
      await server.database.sql('TRUNCATE hired_employees')
      const rows = given.map((row, index) => ({ id: index, ...row, department_id: 1, job_id: 1 }))
      const good = rows.filter((row) => tables.hiredEmployees.rowSchema.safeParse(row).success)
      const { inserted, rejected } = await server.rollcall.hiredEmployees.createMany({ rows })
      const found = await server.database.sql(
        `SELECT id, name, ${MICROSECONDS('datetime')} AS micros FROM hired_employees ORDER BY id`,
      )
      expect(found).toEqual(
        good.map(({ id, name, datetime }) => ({ id, name, micros: String(microseconds(datetime)) })),
      )
      expect([inserted, rejected.length]).toEqual([good.length, rows.length - good.length])
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  )
})

test('an instant of year 1 that is spelled in year 0 because of its offset is refused by the API as by a load', async () => {
  await using server = await testServer()
  await parents(server.database)
  const row = { id: 1, name: 'Ann', datetime: '0000-12-31T23:59:59.999999-00:01', department_id: 1, job_id: 1 }
  const load = await server.rollcall.load('hired_employees', [`2,Ann,${row.datetime},1,1`])
  expect(load).toMatchObject({ inserted: 0, rejected: 1 })
  expect(await failure(server.rollcall.hiredEmployees.create(row))).toMatchObject({ code: 'invalid_input' })
  const many = await server.rollcall.hiredEmployees.createMany({ rows: [{ ...row, id: 3 }] })
  expect(many.rejected).toMatchObject([{ problems: [{ column: 'datetime', code: 'bad_timestamp' }] }])
})

/** What PostgreSQL keeps of each value when it is inserted by the statement, as text; null when it refuses it. */
async function keeper(
  { sql }: TestDatabase,
  insert: string,
): Promise<(values: string[]) => Promise<(string | null)[]>> {
  await sql(`
    CREATE FUNCTION kept(given text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE found text;
    BEGIN
      BEGIN
        ${insert} INTO found;
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = found;
      EXCEPTION
        WHEN raise_exception THEN RETURN SQLERRM;
        WHEN check_violation OR data_exception THEN RETURN NULL;
      END;
    END $$`)
  return async (values) => {
    const rows = await sql<{ kept: string | null }>(
      'SELECT kept(value) FROM unnest($1::text[]) WITH ORDINALITY AS t (value, n) ORDER BY n',
      [values],
    )
    return rows.map(({ kept }) => kept)
  }
}

function problemIn(kind: Kind, column: string, cell = ''): object[] {
  const result = readCell(kind, cell)
  return 'code' in result ? [{ column, ...result }] : []
}

function valueOf(kind: Kind, cell = ''): Value | undefined {
  const result = readCell(kind, cell)
  return 'value' in result ? result.value : undefined
}

/** The rule in other words: the parts are read by Date, which must give the same parts back. */
function isInstant(value: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,6})?(?:Z|[+-](\d\d):(\d\d))$/.exec(value)
  if (!match) return false
  const [, date, time, hours = '0', minutes = '0'] = match
  const local = new Date(`${date}T${time}Z`)
  if (Number.isNaN(local.getTime()) || local.toISOString() !== `${date}T${time}.000Z`) return false
  if (date?.startsWith('0000') || Number(hours) > 15 || Number(minutes) > 59) return false
  const instant = microseconds(value)
  return instant >= microseconds('0001-01-01T00:00:00Z') && instant <= microseconds('9999-12-31T23:59:59.999999Z')
}
