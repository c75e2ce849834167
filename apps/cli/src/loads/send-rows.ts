import {
  type CreatedMany,
  type ErrorIssue,
  type Problem,
  type Rollcall,
  RollcallError,
  type TableName,
  tables,
} from '@rollcall/sdk'
import type { SentRow } from '../csv/row-of.js'

/** How rows go in, other than by a file. */
export type RequestMode = 'rows' | 'batch'

/** Sends rows in one request; answers what is wrong with each that was not inserted, by its index. Throws when nothing is known. */
export type SendRows = (rows: SentRow[]) => Promise<Map<number, Problem[]>>

/** How many rows a request has at most. */
export const rowsPerRequest: Record<RequestMode, number> = { rows: 1, batch: 1000 }

/** Makes the way in which rows of a table are sent. Nothing is sent twice, so nothing can go in twice. */
export function rowSender(rollcall: Rollcall, table: TableName, mode: RequestMode): SendRows {
  const methods = methodsOf(rollcall, table)
  const send = mode === 'rows' ? sendOne(table, methods) : sendMany(methods)
  return async (rows) => {
    try {
      return await send(rows)
    } catch (error) {
      const problems = rows.length === 1 ? problemsOfRow(error) : undefined
      if (!problems) throw error
      return new Map([[0, problems]])
    }
  }
}

interface Methods {
  create: (row: SentRow) => Promise<unknown>
  createMany: (input: { rows: SentRow[] }) => Promise<CreatedMany>
}

function methodsOf(rollcall: Rollcall, table: TableName): Methods {
  const key = tables.find(({ name }) => name === table)?.router ?? 'departments'
  // The methods of all tables are alike, but each takes the rows of its own; what is wrong with a row the server says.
  return rollcall[key] as unknown as Methods
}

function sendMany({ createMany }: Methods): SendRows {
  return async (rows) => {
    const { rejected } = await createMany({ rows })
    return new Map(rejected.map(({ index, problems }) => [index, problems]))
  }
}

function sendOne(table: TableName, { create }: Methods): SendRows {
  return async ([row = {}]) => {
    try {
      await create(row)
      return new Map()
    } catch (error) {
      if (!(error instanceof RollcallError) || !isAboutTheRow(error)) throw error
      return new Map([[0, problemsOf(table, row, error)]])
    }
  }
}

/** A row so long that no request takes it is the one failure of a request that is its row's, in either mode. */
function problemsOfRow(error: unknown): Problem[] | undefined {
  if (!(error instanceof RollcallError) || error.code !== 'too_large') return undefined
  return [{ column: null, code: 'line_too_long', message: error.message }]
}

function isAboutTheRow({ code }: RollcallError): boolean {
  return code === 'invalid_input' || code === 'already_exists' || code === 'unknown_parent'
}

/** The failure of a `create` in the words of a reject. */
function problemsOf(table: TableName, row: SentRow, { code, message, issues }: RollcallError): Problem[] {
  if (issues.length === 0) return [{ column: null, code: codeOf(code, undefined), message }]
  return issues.map((issue) => ({
    column: issue.column,
    code: codeOf(code, badCode(table, row, issue)),
    message: messageOf(issue),
  }))
}

function codeOf(code: RollcallError['code'], bad: Problem['code'] | undefined): Problem['code'] {
  return code === 'already_exists' || code === 'unknown_parent' ? code : (bad ?? 'bad_row')
}

function badCode(table: TableName, row: SentRow, { column }: ErrorIssue): Problem['code'] | undefined {
  const kind = tables.find(({ name }) => name === table)?.columns.find(({ name }) => name === column)?.kind
  if (kind === undefined || column === null) return undefined
  return row[column] === undefined ? 'missing_value' : `bad_${kind}`
}

/** Some messages begin with the column, which is told apart here. */
function messageOf({ column, message }: ErrorIssue): string {
  return column !== null && message.startsWith(`${column} `) ? message.slice(column.length + 1) : message
}
