import { Option } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

/** The option that says after how long a token ends. */
export function expiresOption(): Option {
  return new Option('--expires <days>', 'after how long it ends, such as 90d; otherwise it does not').argParser(
    parseDays,
  )
}

/** A number of days: `90d`, or only `90`. */
function parseDays(given: string): number {
  const days = Number(/^(\d{1,5})d?$/.exec(given)?.[1])
  if (days > 0) return days
  throw new WrongUsage(`--expires is ${JSON.stringify(given)}; expected a number of days, such as 90d.`)
}
