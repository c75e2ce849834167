import type { Migration } from './migration.js'
import { peopleTables } from './0001-people-tables.js'
import { tasksAndRejects } from './0002-tasks-and-rejects.js'
import { tokens } from './0003-tokens.js'
import { audit } from './0004-audit.js'
import { tasksRunAgain } from './0005-tasks-run-again.js'
import { cheapTextChecks } from './0006-cheap-text-checks.js'
import { deferrableKeys } from './0007-deferrable-keys.js'
import { rejectsTruncated } from './0008-rejects-truncated.js'

/** Every migration, oldest first. A released one is never changed; a change is a new one. */
export const migrations: readonly Migration[] = [
  peopleTables,
  tasksAndRejects,
  tokens,
  audit,
  tasksRunAgain,
  cheapTextChecks,
  deferrableKeys,
  rejectsTruncated,
]
