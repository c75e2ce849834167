import { columnsFault, type TableName } from '@rollcall/sdk'
import { Option } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

/** The option that says what the columns of a file are. */
export function columnsOption(): Option {
  return new Option(
    '--columns <names>',
    'the columns in the order of the file, with commas between and - for one to pass over: id,name,-,…',
  ).argParser(parseColumns)
}

/** The names between commas. */
export function parseColumns(given: string): string[] {
  return given.split(',').map((name) => name.trim())
}

/** Refuses columns that are not those of the table, before anything is sent. */
export function checkColumns(table: TableName, columns: readonly string[] | null | undefined): void {
  const fault = columns && columnsFault(table, columns)
  if (fault) throw new WrongUsage(`--columns ${fault}.`)
}
