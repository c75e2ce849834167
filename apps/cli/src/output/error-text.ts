import type { ErrorIssue } from '@rollcall/sdk'
import { errorDocument } from './error-document.js'
import { printable } from './printable.js'

/** An error as a person reads it: the message, what exactly is at fault, and the request to look for in the server's log. */
export function errorText(error: unknown): string {
  const { message, issues, requestId } = errorDocument(error).error
  const head = withoutIssues(message, issues)
  const lines = [
    `error: ${head}`,
    // What the message has told already is not told twice.
    ...issues.filter((issue) => !head.includes(issue.message)).map((issue) => `  ${issueText(issue)}`),
    ...(requestId === null ? [] : [`  request ${requestId}`]),
  ]
  return lines.map(printable).join('\n')
}

/** A message that ends in a list of its issues, without that list: they are told one in each line. */
function withoutIssues(message: string, issues: ErrorIssue[]): string {
  const list = issues.map((issue) => issue.message).join('; ')
  const at = list === '' ? -1 : message.indexOf(list)
  const head = message.slice(0, Math.max(at, 0)).trimEnd()
  return head.endsWith('.') && message.length <= at + list.length + 1 ? head : message
}

function issueText({ table, id, column, message }: ErrorIssue): string {
  if (id !== null && message.includes(String(id))) return message
  const where = [table, id, column].filter((part) => part !== null).join(' ')
  return where === '' ? message : `${where}: ${message}`
}
