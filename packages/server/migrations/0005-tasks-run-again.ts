import type { Migration } from './migration.js'

/** What a task needs to be run again when the end of its server interrupted it. */
export const tasksRunAgain: Migration = {
  name: '0005-tasks-run-again',
  up: `
    ALTER TABLE tasks
      -- the home that has its upload: only a server on it can run the task again; null when it shall not be
      ADD COLUMN home uuid,
      -- how often it began to run
      ADD COLUMN attempts integer NOT NULL DEFAULT 0;
  `,
  down: 'ALTER TABLE tasks DROP COLUMN home, DROP COLUMN attempts;',
}
