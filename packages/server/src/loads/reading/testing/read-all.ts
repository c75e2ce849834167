import { tables } from '@rollcall/tables'
import { readBatches, type Reading } from '../read-batches.js'
import type { ReadOptions } from '../read-options.js'
import type { Reject } from '../reject.js'
import type { RowBatch } from '../row-batch.js'
import { plainInput } from './plain-input.js'

/** Reads an input that comes in these chunks to its end; hired employees, unless told otherwise. */
export async function readAll(
  chunks: Iterable<Buffer>,
  options: Partial<ReadOptions> = {},
): Promise<{ batches: RowBatch[]; reading: Reading }> {
  const reading = readBatches(plainInput(chunks), {
    table: tables.hiredEmployees,
    header: 'auto',
    delimiter: ',',
    ...options,
  })
  const batches = []
  for await (const batch of reading.batches) batches.push(batch)
  return { batches, reading }
}

/** A reject as a test compares it: the text as a string, the problems without their messages. */
export function shortReject({ line, text, problems }: Reject): [number, string, ...string[]] {
  return [line, text.toString(), ...problems.map(({ column, code }) => `${column}: ${code}`)]
}
