import { type TableName, tables } from '@rollcall/sdk'
import { Argument } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

/** The argument that names a table. */
export function tableArgument(): Argument {
  return new Argument('<table>', tables.map(({ name }) => name).join(', ')).argParser(parseTable)
}

/** The table a name or its singular stands for: `department` is `departments`. */
export function parseTable(given: string): TableName {
  const table = tables.find(({ name, singular }) => given === name || given === singular)
  if (table) return table.name
  throw new WrongUsage(
    `There is no table ${JSON.stringify(given)}; there are ${tables.map(({ name }) => name).join(', ')}.`,
  )
}
