import type { EachOptions } from './rollcall.js'
import type { CallOptions } from './transport.js'

/** How many are fetched at once: as many as the server gives. */
const PAGE = 1000

interface Page<Item> {
  items: Item[]
  /** The `after` of the next page; null when this is the last. */
  next: number | null
}

type FetchPage<Item> = (
  range: { after: number | undefined; limit: number },
  options: CallOptions,
) => Promise<Page<Item>>

/** Every item of a list that comes in pages. */
export async function* eachOfPages<Item>(
  fetchPage: FetchPage<Item>,
  { after, pageSize = PAGE, signal }: EachOptions = {},
): AsyncGenerator<Item, void, undefined> {
  for (let from: number | null | undefined = after; from !== null;) {
    const { items, next }: Page<Item> = await fetchPage({ after: from, limit: pageSize }, { signal })
    yield* items
    from = next
  }
}
