import type { CsvInput } from '../open-csv.js'

/** An input of UTF-8 that comes in these chunks. */
export function plainInput(chunks: Iterable<Buffer>): CsvInput {
  return {
    chunks: asynchronous(chunks),
    encoding: 'utf-8',
    isMarked: false,
    origins: undefined,
    read: (textBytes) => textBytes,
  }
}

async function* asynchronous(chunks: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield* chunks
}
