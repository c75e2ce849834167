import type { Restored } from '@rollcall/sdk'
import { countText } from '../output/numbers.js'

interface RestoredTextOptions {
  /** How the user would call us again. */
  program: string
}

/** What a restore did, or in a dry run would do, for a person to read; and how to undo it. */
export function restoredText(restored: Restored, { program }: RestoredTextOptions): string {
  const { table, safetyBackup } = restored
  const lines = [headline(restored), ...counts(restored)]
  if (safetyBackup !== null) lines.push('', 'To undo it:', `  ${program} restore ${table} ${safetyBackup} --yes`)
  return lines.map((line) => `${line}\n`).join('')
}

/** Whether a restore finds nothing to do. */
export function changesNothing({ added, changed, removed }: Restored): boolean {
  return added + changed + removed === 0
}

function headline({ table, backup, mode, dryRun }: Restored): string {
  if (dryRun)
    return mode === 'merge'
      ? `Merging backup ${backup} into ${table} would change this:`
      : `Making ${table} what it was in backup ${backup} would change this:`
  return mode === 'merge' ? `Merged backup ${backup} into ${table}.` : `${table} is what it was in backup ${backup}.`
}

function counts({ added, changed, removed, unchanged, rows }: Restored): string[] {
  const figures = { added, changed, removed, unchanged, 'rows then': rows }
  const width = Math.max(...Object.values(figures).map((count) => countText(count).length))
  return Object.entries(figures).map(([name, count]) => `  ${name.padEnd(11)}${countText(count).padStart(width)}`)
}
