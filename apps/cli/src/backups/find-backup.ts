import { RollcallError } from '@rollcall/sdk'
import { amount } from '../output/numbers.js'
import type { Session } from '../session.js'
import { numberedBackups } from './numbered-backups.js'

/** The id of the backup that is meant by its number or its id; whether there is one of that id, the server says. */
export async function findBackup({ rollcall, signal }: Session, given: string | number): Promise<string> {
  if (typeof given === 'string') return given
  const backups = numberedBackups(await rollcall.backups.list({ signal })).filter(({ number }) => number !== null)
  const found = backups.find(({ number }) => number === given)
  if (found) return found.id
  throw new RollcallError(
    'not_found',
    `There is no backup ${given}; \`rollcall restore list\` lists ${amount(backups.length, 'backup')} with a number.`,
  )
}
