import type { Migration } from './migration.js'

/** Says of a kept line whether it was cut: of a file in another encoding than UTF-8 its two lengths do not tell. */
export const rejectsTruncated: Migration = {
  name: '0008-rejects-truncated',
  up: `
    ALTER TABLE rejects
      -- there was more of the line than is kept in text
      ADD COLUMN truncated boolean NOT NULL DEFAULT false;
    UPDATE rejects SET truncated = true WHERE octet_length(text) >= 65536 AND octet_length(text) <> length;
  `,
  down: 'ALTER TABLE rejects DROP COLUMN truncated;',
}
