import type { Migration } from './migration.js'

/** Who may use the API. A token itself is never kept: only what it hashes to. */
export const tokens: Migration = {
  name: '0003-tokens',
  up: `
    CREATE TABLE tokens (
      id text PRIMARY KEY,
      name text NOT NULL,
      sha256 bytea NOT NULL,
      scopes text[] NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
  `,
  down: 'DROP TABLE tokens;',
}
