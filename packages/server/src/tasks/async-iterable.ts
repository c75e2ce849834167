import { z } from 'zod'

/** The output of a procedure that streams: each item is checked as it passes. */
export function asyncIterable<Item>(item: z.ZodType<Item>): z.ZodType<AsyncIterable<Item>, AsyncIterable<Item>> {
  return z
    .custom<AsyncIterable<Item>>(
      (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
    )
    .meta({ streams: item })
}
