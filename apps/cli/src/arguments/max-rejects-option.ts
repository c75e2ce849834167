import { Option } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

/** The option that limits how many lines may be rejected. */
export function maxRejectsOption(): Option {
  return new Option(
    '--max-rejects <budget>',
    'roll everything back above so many rejects: 100, or 5% of the rows read',
  ).argParser(parseMaxRejects)
}

/** A number of rows, or a share of them from 0% to 100%. */
export function parseMaxRejects(given: string): string {
  const share = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(given)?.[1]
  if (/^\d{1,12}$/.test(given) || (share !== undefined && Number(share) <= 100)) return given
  throw new WrongUsage(
    `--max-rejects is ${JSON.stringify(given)}; expected a number of rows such as 100, or a share of them such as 2.5%.`,
  )
}
