import type { Migration } from './migration.js'

// A character that is no white space as the text kind knows it: Unicode's White_Space property and U+FEFF.
export const visible = String.raw`'[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'`

/** The three tables of the data. Their rules are those of the kinds in packages/tables. */
export const peopleTables: Migration = {
  name: '0001-people-tables',
  up: `
    CREATE TABLE departments (
      id integer PRIMARY KEY,
      department text NOT NULL
        CONSTRAINT departments_department_check CHECK (char_length(department) <= 255 AND department ~ ${visible})
    );
    CREATE TABLE jobs (
      id integer PRIMARY KEY,
      job text NOT NULL
        CONSTRAINT jobs_job_check CHECK (char_length(job) <= 255 AND job ~ ${visible})
    );
    CREATE TABLE hired_employees (
      id integer PRIMARY KEY,
      name text NOT NULL
        CONSTRAINT hired_employees_name_check CHECK (char_length(name) <= 255 AND name ~ ${visible}),
      datetime timestamptz NOT NULL
        CONSTRAINT hired_employees_datetime_check
        CHECK (datetime >= '0001-01-01T00:00:00Z' AND datetime < '10000-01-01T00:00:00Z'),
      department_id integer NOT NULL
        CONSTRAINT hired_employees_department_id_fkey REFERENCES departments (id),
      job_id integer NOT NULL
        CONSTRAINT hired_employees_job_id_fkey REFERENCES jobs (id)
    );
  `,
  down: 'DROP TABLE hired_employees; DROP TABLE jobs; DROP TABLE departments;',
}
