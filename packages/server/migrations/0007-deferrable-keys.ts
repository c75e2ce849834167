import type { Migration } from './migration.js'

const keys = ['hired_employees_department_id_fkey', 'hired_employees_job_id_fkey']

/**
 * Lets a load have its foreign keys checked after its COPY instead of within it; for everybody else they are checked as before, after
 * each statement.
 */
export const deferrableKeys: Migration = {
  name: '0007-deferrable-keys',
  up: statements('DEFERRABLE INITIALLY IMMEDIATE'),
  down: statements('NOT DEFERRABLE'),
}

function statements(rule: string): string {
  return keys.map((key) => `ALTER TABLE hired_employees ALTER CONSTRAINT ${key} ${rule};`).join('\n')
}
