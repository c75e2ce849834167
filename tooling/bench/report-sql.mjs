/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} sql
 * @property {unknown[]} values
 */

const FROM = '2021-01-01Z'
const TO = '2022-01-01Z'
const IN_YEAR = 'datetime >= $1::timestamptz AND datetime < $2::timestamptz'
const BY_DAY = `date_bin('1 day', datetime, '2000-01-01Z')`

const NAMED = `SELECT department, job, q1, q2, q3, q4
  FROM hires JOIN departments ON departments.id = department_id JOIN jobs ON jobs.id = job_id
 ORDER BY department COLLATE "und-x-icu", job COLLATE "und-x-icu", departments.id, jobs.id`

const EACH_DEPARTMENT = `WITH hires AS (SELECT department_id, count(*) AS hired FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1)
  SELECT id, department, coalesce(hired, 0) AS hired FROM departments LEFT JOIN hires ON department_id = id`

const ALL_MONTHS = `SELECT month, coalesce(hired, 0) AS hired
  FROM generate_series(1, 12) AS month LEFT JOIN hires USING (month) ORDER BY month`

/**
 * The reports of 2021 as somebody would ask for them with psql, in several ways: the best of them is what counts.
 * @type {Record<string, Variant[]>}
 */
export const reportSql = {
  hiredByQuarter: [
    {
      name: 'quarters by their bounds',
      sql: `WITH hires AS (SELECT department_id, job_id, count(*) FILTER (WHERE datetime < $3::timestamptz) AS q1,
          count(*) FILTER (WHERE datetime >= $3::timestamptz AND datetime < $4::timestamptz) AS q2,
          count(*) FILTER (WHERE datetime >= $4::timestamptz AND datetime < $5::timestamptz) AS q3,
          count(*) FILTER (WHERE datetime >= $5::timestamptz) AS q4
         FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1, 2) ${NAMED}`,
      values: [FROM, TO, '2021-04-01Z', '2021-07-01Z', '2021-10-01Z'],
    },
    {
      name: 'quarters extracted',
      sql: `WITH hires AS (SELECT department_id, job_id, ${[1, 2, 3, 4]
        .map((q) => `count(*) FILTER (WHERE extract(quarter FROM datetime AT TIME ZONE 'UTC') = ${q}) AS q${q}`)
        .join(', ')} FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1, 2) ${NAMED}`,
      values: [FROM, TO],
    },
    {
      name: 'quarters as groups',
      sql: `WITH counts AS (SELECT department_id, job_id, width_bucket(datetime, $3::timestamptz[]) AS quarter, count(*) AS hired
         FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1, 2, 3),
       hires AS (SELECT department_id, job_id, ${[1, 2, 3, 4]
         .map((q) => `coalesce(sum(hired) FILTER (WHERE quarter = ${q}), 0) AS q${q}`)
         .join(', ')} FROM counts GROUP BY 1, 2) ${NAMED}`,
      values: [FROM, TO, [FROM, '2021-04-01Z', '2021-07-01Z', '2021-10-01Z']],
    },
  ],
  hiredByDepartment: [{ name: 'grouped', sql: `${EACH_DEPARTMENT} ORDER BY hired DESC, id`, values: [FROM, TO] }],
  departmentsAboveMean: [
    {
      name: 'grouped, then a window',
      sql: `SELECT id, department, hired FROM (SELECT *, avg(hired) OVER () AS mean FROM (${EACH_DEPARTMENT}) AS each) AS all_of_them
        WHERE hired > mean ORDER BY hired DESC, id`,
      values: [FROM, TO],
    },
  ],
  hiresByMonth: [
    {
      name: 'days, then months',
      sql: `WITH days AS (SELECT ${BY_DAY} AS day, count(*) AS hired FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1),
        hires AS (SELECT extract(month FROM day AT TIME ZONE 'UTC')::integer AS month, sum(hired) AS hired FROM days GROUP BY 1)
        ${ALL_MONTHS}`,
      values: [FROM, TO],
    },
    {
      name: 'months by their bounds',
      sql: `WITH hires AS (SELECT width_bucket(datetime, $3::timestamptz[]) AS month, count(*) AS hired
         FROM hired_employees WHERE ${IN_YEAR} GROUP BY 1) ${ALL_MONTHS}`,
      values: [FROM, TO, Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2021, month)).toISOString())],
    },
  ],
  years: [
    {
      name: 'days, then years',
      sql: `WITH days AS (SELECT ${BY_DAY} AS day, count(*) AS hired FROM hired_employees GROUP BY 1)
        SELECT extract(year FROM day AT TIME ZONE 'UTC')::integer AS year, sum(hired) AS hired FROM days GROUP BY 1 ORDER BY 1`,
      values: [],
    },
    {
      name: 'years extracted',
      sql: `SELECT extract(year FROM datetime AT TIME ZONE 'UTC')::integer AS year, count(*) AS hired
        FROM hired_employees GROUP BY 1 ORDER BY 1`,
      values: [],
    },
  ],
}
