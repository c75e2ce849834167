import { Argument } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

const ID = /^\d{8}_\d{6}_[0-9a-f]{4}$/

/** The argument that names a backup. */
export function backupArgument(): Argument {
  return new Argument('<backup>', 'the id of a backup, as `rollcall backup list` lists it').argParser(parseBackup)
}

/** The id of a backup. */
export function parseBackup(given: string): string {
  if (ID.test(given)) return given
  throw new WrongUsage(`${JSON.stringify(given)} is not the id of a backup; expected one such as 20261122_201700_3fa9.`)
}

/** The id of a backup, or its number in `rollcall restore list`. */
export function parseBackupOrNumber(given: string): string | number {
  if (ID.test(given)) return given
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given)
  throw new WrongUsage(
    `${JSON.stringify(given)} is neither a number of \`rollcall restore list\` nor the id of a backup, such as 20261122_201700_3fa9.`,
  )
}
