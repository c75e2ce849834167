import { tables } from './generated/tables.js'
import { RollcallError } from './rollcall-error.js'

/** Refuses what is no table, before anything is sent: otherwise the server would say so when all of it has come. */
export function checkTable(table: string): void {
  if (tables.some(({ name }) => name === table)) return
  const names = tables.map(({ name }) => name).join(', ')
  throw new RollcallError('invalid_input', `There is no table ${JSON.stringify(table)}; there are ${names}.`)
}
