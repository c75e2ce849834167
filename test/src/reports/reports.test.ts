import { expect, test } from 'vitest'
import { parents } from '../support/people.js'
import { random, type Random } from '../support/random.js'
import type { TestDatabase } from '../support/test-database.js'
import { testServer } from '../support/test-server.js'

const names = [
  'accounting',
  'Accounting',
  'GIS Technical',
  'General Manager',
  'Élan',
  'Elan',
  'eLan',
  'Zürich',
  'Zurich',
  'Ångström',
  '5th',
  '-dash',
  '"quoted"',
  '漢字',
  '😀',
]

/** Instants around the borders of years, quarters and months, written in odd offsets; some a microsecond before. */
function borderInstant({ below, pick }: Random): string {
  const month = 1 + below(12)
  const border = Date.UTC(2019 + below(5), pick([0, 0, 3, 6, 9, month]), 1)
  const shift = pick([0, 0, 1, -1, 1800, -1800, 3600 * 13, -3600 * 13, 86_400, -86_400])
  const [sign, hours, minutes] = [pick(['+', '-']), below(16), pick([0, 30, 45])]
  const offset = (hours * 60 + minutes) * 60_000 * (sign === '+' ? 1 : -1)
  const local = new Date(border + shift * 1000 + offset - 1000).toISOString().slice(0, 19)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${local}${pick(['.999999', '.000000', '.5'])}${sign}${two(hours)}:${two(minutes)}`
}

/** Departments and jobs of awkward names, one department without hires, and hires around every border. */
async function hires({ sql }: TestDatabase, seed: number): Promise<void> {
  const chosen = random(seed)
  await sql(
    'INSERT INTO departments SELECT ordinality, name FROM unnest($1::text[]) WITH ORDINALITY AS t (name, ordinality)',
    [names],
  )
  await sql(
    'INSERT INTO jobs SELECT ordinality, name FROM unnest($1::text[]) WITH ORDINALITY AS t (name, ordinality)',
    [names],
  )
  const rows = Array.from({ length: 2000 }, () => [
    borderInstant(chosen),
    2 + chosen.below(names.length - 1),
    1 + chosen.below(names.length),
  ])
  await sql(
    `INSERT INTO hired_employees SELECT row_number() OVER (), 'Ann', t.* FROM unnest($1::timestamptz[], $2::integer[], $3::integer[]) AS t`,
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  )
}

const zones = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Asia/Kathmandu']

/** Every connection of the server begins in that time zone, as on somebody's PostgreSQL. */
const inZone =
  (zone: string) =>
  async ({ sql, url }: TestDatabase): Promise<void> => {
    await sql(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET timezone = '${zone}'`)
  }

test.each(zones)(
  'hires by quarter are what SQL that joins first counts, in a database of time zone %s',
  async (zone) => {
    await using server = await testServer(inZone(zone))
    await hires(server.database, 1)
    for (const year of [2018, 2019, 2020, 2021, 2024, 1]) {
      const rows = await server.database.sql(
        `SELECT d.department, j.job,
              sum((date_trunc('quarter', utc) = make_timestamp($1, 1, 1, 0, 0, 0))::integer)::integer AS q1,
              sum((date_trunc('quarter', utc) = make_timestamp($1, 4, 1, 0, 0, 0))::integer)::integer AS q2,
              sum((date_trunc('quarter', utc) = make_timestamp($1, 7, 1, 0, 0, 0))::integer)::integer AS q3,
              sum((date_trunc('quarter', utc) = make_timestamp($1, 10, 1, 0, 0, 0))::integer)::integer AS q4
         FROM (SELECT *, datetime AT TIME ZONE 'UTC' AS utc FROM hired_employees) e
         JOIN departments d ON d.id = e.department_id JOIN jobs j ON j.id = e.job_id
        WHERE to_char(utc, 'YYYY')::integer = $1
        GROUP BY d.id, j.id ORDER BY d.department COLLATE "und-x-icu", j.job COLLATE "und-x-icu"`,
        [year],
      )
      expect([year, await server.rollcall.reports.hiredByQuarter({ year })]).toEqual([year, rows])
    }
  },
)

test.each(zones)('hires by month and by year are what SQL counts, in a database of time zone %s', async (zone) => {
  await using server = await testServer(inZone(zone))
  await hires(server.database, 2)
  const byMonth = await server.database.sql<{ year: number; month: number; hired: number }>(
    `SELECT substr(day, 1, 4)::integer AS year, substr(day, 6, 2)::integer AS month, count(*)::integer AS hired
       FROM (SELECT to_char(timezone('UTC', datetime), 'YYYY-MM-DD') AS day FROM hired_employees) AS days GROUP BY 1, 2`,
  )
  const years = await server.rollcall.reports.years()
  expect(years.map(({ hired }) => hired).reduce((a, b) => a + b)).toBe(2000)
  for (const { year, hired } of years) {
    const expected = Array.from({ length: 12 }, (_, index) => ({
      month: index + 1,
      hired: byMonth.find((row) => row.year === year && row.month === index + 1)?.hired ?? 0,
    }))
    expect([year, await server.rollcall.reports.hiresByMonth({ year })]).toEqual([year, expected])
    expect(expected.reduce((sum, row) => sum + row.hired, 0)).toBe(hired)
  }
})

test.each(zones)('departments and their mean are what SQL counts, in a database of time zone %s', async (zone) => {
  await using server = await testServer(inZone(zone))
  await hires(server.database, 3)
  for (const year of [2019, 2021]) {
    const all = await server.database.sql<{ id: number; hired: number }>(
      `SELECT d.id, d.department, count(e.id)::integer AS hired
         FROM departments d LEFT JOIN hired_employees e ON e.department_id = d.id AND date_part('year', e.datetime AT TIME ZONE 'UTC') = $1
        GROUP BY d.id ORDER BY hired DESC, d.id`,
      [year],
    )
    const mean = all.reduce((sum, { hired }) => sum + hired, 0) / all.length
    expect(await server.rollcall.reports.hiredByDepartment({ year })).toEqual({ mean, departments: all })
    expect(await server.rollcall.reports.departmentsAboveMean({ year })).toEqual(
      all.filter(({ hired }) => hired > mean),
    )
    expect(all.at(-1)).toMatchObject({ id: 1, hired: 0 })
  }
})

test('a department that hired exactly the mean is not above it, and those with as many hires are ordered by id', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql(`INSERT INTO departments VALUES (0, 'Zero'), (9, 'Nine')`)
  // 3, 3, 2, 2, 0 hires: the mean is 2.
  await server.database.sql(
    `INSERT INTO hired_employees SELECT n, 'Ann', '2021-06-01Z', department, 1
       FROM unnest('{9,9,9,1,1,1,2,2,3,3}'::integer[]) WITH ORDINALITY AS t (department, n)`,
  )
  const { mean, departments } = await server.rollcall.reports.hiredByDepartment({ year: 2021 })
  expect([mean, departments.map(({ id, hired }) => [id, hired])]).toEqual([
    2,
    [
      [1, 3],
      [9, 3],
      [2, 2],
      [3, 2],
      [0, 0],
    ],
  ])
  expect((await server.rollcall.reports.departmentsAboveMean({ year: 2021 })).map(({ id }) => id)).toEqual([1, 9])
})

test('a mean that no binary fraction can hold still decides rightly', async () => {
  await using server = await testServer()
  await server.database.sql(`INSERT INTO jobs VALUES (1, 'Clerk')`)
  await server.database.sql(`INSERT INTO departments SELECT id, 'D' || id FROM generate_series(1, 49) AS id`)
  await server.database.sql(
    `INSERT INTO hired_employees SELECT id, 'Ann', '2021-06-01Z', id, 1 FROM generate_series(1, 49) AS id`,
  )
  expect(await server.rollcall.reports.departmentsAboveMean({ year: 2021 })).toEqual([])
  await server.database.sql('UPDATE hired_employees SET department_id = 2 WHERE id = 1')
  expect(await server.rollcall.reports.departmentsAboveMean({ year: 2021 })).toEqual([
    { id: 2, department: 'D2', hired: 2 },
  ])
})

test('the mean is not rounded: with 1, 1 and 0 hires those with 1 are above it', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql(
    `INSERT INTO hired_employees VALUES (1, 'A', '2021-01-01Z', 1, 1), (2, 'B', '2021-01-01Z', 2, 1)`,
  )
  expect((await server.rollcall.reports.departmentsAboveMean({ year: 2021 })).map(({ id }) => id)).toEqual([1, 2])
  await server.database.sql(`INSERT INTO hired_employees VALUES (3, 'C', '2021-01-01Z', 2, 1)`)
  expect((await server.rollcall.reports.departmentsAboveMean({ year: 2021 })).map(({ id }) => id)).toEqual([2])
})

test('departments that share a name are lines of their own', async () => {
  await using server = await testServer()
  await server.database.sql(
    `INSERT INTO departments VALUES (1, 'Same'), (2, 'Same'); INSERT INTO jobs VALUES (1, 'Clerk')`,
  )
  await server.database.sql(
    `INSERT INTO hired_employees VALUES (1, 'A', '2021-01-01Z', 1, 1), (2, 'B', '2021-12-31T23:59:59.999999Z', 2, 1)`,
  )
  const line = { department: 'Same', job: 'Clerk', q2: 0, q3: 0 }
  expect(await server.rollcall.reports.hiredByQuarter({ year: 2021 })).toEqual([
    { ...line, q1: 1, q4: 0 },
    { ...line, q1: 0, q4: 1 },
  ])
})

test('names are ordered as people order them, not by their bytes', async () => {
  await using server = await testServer()
  await hires(server.database, 4)
  const departments = (await server.rollcall.reports.hiredByQuarter({ year: 2021 })).map(({ department }) => department)
  const order = [...new Set(departments)]
  expect(order.indexOf('General Manager')).toBeLessThan(order.indexOf('GIS Technical'))
  expect(order.indexOf('Élan')).toBeLessThan(order.indexOf('General Manager'))
  expect(order).toEqual([...order].sort(new Intl.Collator('und').compare))
})

test('an empty database has no years, no lines, a mean of 0 and twelve months of 0', async () => {
  await using server = await testServer()
  const { reports } = server.rollcall
  expect(await reports.years()).toEqual([])
  expect(await reports.hiredByQuarter({ year: 2021 })).toEqual([])
  expect(await reports.hiredByDepartment({ year: 2021 })).toEqual({ mean: 0, departments: [] })
  expect(await reports.departmentsAboveMean({ year: 2021 })).toEqual([])
  expect((await reports.hiresByMonth({ year: 2021 })).map(({ hired }) => hired)).toEqual(new Array(12).fill(0))
})

test('the first and the last instant of what can be kept are in the years 1 and 9999', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql(
    `INSERT INTO hired_employees VALUES (1, 'A', '0001-01-01T00:00:00Z', 1, 1), (2, 'B', '9999-12-31T23:59:59.999999Z', 1, 1)`,
  )
  expect(await server.rollcall.reports.years()).toEqual([
    { year: 1, hired: 1 },
    { year: 9999, hired: 1 },
  ])
  expect(await server.rollcall.reports.hiredByQuarter({ year: 9999 })).toEqual([
    { department: 'Sales', job: 'Clerk', q1: 0, q2: 0, q3: 0, q4: 1 },
  ])
  expect(await server.rollcall.reports.hiredByQuarter({ year: 1 })).toMatchObject([{ q1: 1, q4: 0 }])
})
