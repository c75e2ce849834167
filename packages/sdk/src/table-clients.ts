import { eachOfPages } from './each-page.js'
import type { Procedures } from './generated/procedures.js'
import { type Rows, tables } from './generated/tables.js'
import type { EachOptions, Tables } from './rollcall.js'

/** The methods of every table, with `each` beside those of its router. */
export function tableClients(methods: Procedures): Tables {
  const clients = tables.map(({ router }) => [router, withEach(methods[router])])
  // Each is made by the same function; only the type knows which table has which rows.
  return Object.fromEntries(clients) as Tables
}

function withEach(router: Procedures[keyof Rows]): object {
  const list = router.list as List
  return { ...router, each: (options?: EachOptions) => eachRow(list, options) }
}

type List = (
  range: { after: number | undefined; limit: number },
  options: Parameters<Procedures['departments']['list']>[1],
) => Promise<{ rows: Rows[keyof Rows][]; next: number | null }>

function eachRow(list: List, options: EachOptions | undefined): AsyncGenerator<Rows[keyof Rows], void, undefined> {
  return eachOfPages(async (range, call) => {
    const { rows, next } = await list(range, call)
    return { items: rows, next }
  }, options)
}
