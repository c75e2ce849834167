import { Readable } from 'node:stream'
import type { AnyTable } from '@rollcall/tables'
import { tableStore, type Page } from '../tables/table-store.js'
import type { RestAnswer } from './rest-answer.js'

/** Rows held in memory at a time. */
const PAGE = 1000

/** Answers all rows of a table in key order as one list, sent page by page. */
export function listRows(table: AnyTable): RestAnswer {
  return async ({ database }, _request, reply) => {
    const store = tableStore(table, database)
    const pageAfter = (after?: number) => store.list({ after, limit: PAGE })
    // Asked for before the answer begins, so that a database that is away is still told by its status.
    const first = await pageAfter()
    const json = Readable.from(jsonList(first, pageAfter), { highWaterMark: 1 })
    return reply.type('application/json; charset=utf-8').send(json)
  }
}

async function* jsonList(
  first: Page<object>,
  pageAfter: (after: number) => Promise<Page<object>>,
): AsyncGenerator<string> {
  let page = first
  yield `[${itemsOf(page)}`
  while (page.next !== null) {
    page = await pageAfter(page.next)
    if (page.rows.length > 0) yield `,${itemsOf(page)}`
  }
  yield ']'
}

function itemsOf({ rows }: Page<object>): string {
  return JSON.stringify(rows).slice(1, -1)
}
