import type { Migration } from './migration.js'

/** Who changed what. Without a foreign key to the tables of the data, which may be distributed, nor to tokens: what was done stays told. */
export const audit: Migration = {
  name: '0004-audit',
  up: `
    CREATE TABLE audit (
      -- newest first is by it, so no further index is needed
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      -- the id of the token, admin for the one of the environment, null without one
      token text,
      request_id text NOT NULL,
      action text NOT NULL,
      "table" text,
      -- rows added, changed and removed; null where none could be
      rows bigint,
      result text NOT NULL CONSTRAINT audit_result_check CHECK (result IN ('done', 'failed', 'cancelled')),
      detail jsonb NOT NULL
    );
    ALTER TABLE tasks
      ADD COLUMN token text,
      ADD COLUMN request_id text NOT NULL DEFAULT 'unknown';
  `,
  down: 'ALTER TABLE tasks DROP COLUMN token, DROP COLUMN request_id; DROP TABLE audit;',
}
