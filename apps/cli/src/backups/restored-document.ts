import type { Restored } from '@rollcall/sdk'

/** Exactly what `--json` promises of a restore, in its order. */
export function restoredDocument(restored: Restored): Restored {
  const { table, backup, mode, dryRun, added, changed, removed, unchanged, rows, safetyBackup } = restored
  return { table, backup, mode, dryRun, added, changed, removed, unchanged, rows, safetyBackup }
}
