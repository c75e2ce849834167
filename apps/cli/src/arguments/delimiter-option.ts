import type { LoadInput } from '@rollcall/sdk'
import { Option } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

/** The option that says what stands between two cells. */
export function delimiterOption(): Option {
  return new Option('--delimiter <character>', 'what stands between cells: "," ";" "|" or tab')
    .default(',', 'a comma')
    .argParser(parseDelimiter)
}

/** A delimiter as it stands in the file; a tab may be spelled out. */
export function parseDelimiter(given: string): LoadInput['delimiter'] {
  if (given === 'tab' || given === String.raw`\t`) return '\t'
  if (given === ',' || given === ';' || given === '|' || given === '\t') return given
  throw new WrongUsage(`--delimiter is ${JSON.stringify(given)}; expected one of "," ";" "|" tab.`)
}
