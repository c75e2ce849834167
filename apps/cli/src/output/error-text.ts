import type { ErrorIssue } from '@rollcall/sdk'
import { errorDocument } from './error-document.js'
import { printable } from './printable.js'

/** An error as a person reads it: the message, what exactly is at fault, and the request to look for in the server's log. */
export function errorText(error: unknown): string {
  const { message, issues, requestId } = errorDocument(error).error
  const lines = [
    `error: ${message}`,
    // One issue that the message has told already is not told twice.
    ...issues.filter((issue) => !message.includes(issue.message)).map((issue) => `  ${issueText(issue)}`),
    ...(requestId === null ? [] : [`  request ${requestId}`]),
  ]
  return lines.map(printable).join('\n')
}

function issueText({ table, id, column, message }: ErrorIssue): string {
  const where = [table, id, column].filter((part) => part !== null).join(' ')
  return where === '' ? message : `${where}: ${message}`
}
