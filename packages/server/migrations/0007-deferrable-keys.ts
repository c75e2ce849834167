import type { Migration } from './migration.js'

/**
 * Lets a load have its foreign keys checked after its COPY instead of within it; for everybody else they are checked as before, after
 * each statement. One that was renamed is found, one that was taken away is not missed; all stay as they are where PostgreSQL cannot alter
 * them, as in a distributed table: loads are only slower then.
 */
export const deferrableKeys: Migration = {
  name: '0007-deferrable-keys',
  up: alterKeys({ from: 'NOT condeferrable', to: 'DEFERRABLE INITIALLY IMMEDIATE' }),
  down: alterKeys({ from: 'condeferrable AND NOT condeferred', to: 'NOT DEFERRABLE' }),
}

function alterKeys({ from, to }: { from: string; to: string }): string {
  return `
    DO $$
    DECLARE key name;
    BEGIN
      FOR key IN
        SELECT conname FROM pg_constraint
         WHERE conrelid = 'hired_employees'::regclass AND contype = 'f'
           AND confrelid IN ('departments'::regclass, 'jobs'::regclass) AND ${from}
      LOOP
        EXECUTE format('ALTER TABLE hired_employees ALTER CONSTRAINT %I ${to}', key);
      END LOOP;
    EXCEPTION WHEN feature_not_supported THEN
      RAISE NOTICE 'The foreign keys of hired_employees stay as they are: %', SQLERRM;
    END $$;
  `
}
