import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './until.js'

/** The names of what is in the spool of a server with this home. */
export function spoolOf(home: string): Promise<string[]> {
  return readdir(join(home, 'uploads'))
}

/** The spool becomes empty: what a load that has ended does not need is removed a moment later. */
export async function emptySpool(home: string): Promise<void> {
  await until('an empty spool', async () => (await spoolOf(home)).length === 0)
}
