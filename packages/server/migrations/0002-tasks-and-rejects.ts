import type { Migration } from './migration.js'

/** Long work and what it turned away. Neither has a foreign key to the tables of the data, which may be distributed. */
export const tasksAndRejects: Migration = {
  name: '0002-tasks-and-rejects',
  up: `
    CREATE TABLE tasks (
      id uuid PRIMARY KEY,
      kind text NOT NULL,
      state text NOT NULL DEFAULT 'waiting'
        CONSTRAINT tasks_state_check CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
      -- the server that runs it: its session-level advisory lock tells whether it still lives
      server integer NOT NULL,
      input jsonb NOT NULL,
      progress jsonb,
      result jsonb,
      error jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      ended_at timestamptz
    );
    CREATE INDEX tasks_created_at_id_idx ON tasks (created_at, id);
    CREATE INDEX tasks_unfinished_idx ON tasks (server) WHERE state IN ('waiting', 'running');
    CREATE TABLE rejects (
      load_id uuid NOT NULL,
      line bigint NOT NULL,
      "offset" bigint NOT NULL,
      length bigint NOT NULL,
      problems jsonb NOT NULL,
      -- the line exactly as it came, cut after 64 KiB: length tells how long it was
      text bytea NOT NULL,
      PRIMARY KEY (load_id, line)
    );
  `,
  down: 'DROP TABLE rejects; DROP TABLE tasks;',
}
