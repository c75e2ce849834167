import { tables } from '@rollcall/tables'
import { readBatches, type Reading } from '../read-batches.js'
import type { ReadOptions } from '../read-options.js'
import type { Reject } from '../reject.js'
import type { RowBatch } from '../row-batch.js'
import { plainInput } from './plain-input.js'

/** What a batch held while it was valid. */
export interface SeenBatch extends Pick<
  RowBatch,
  'read' | 'count' | 'accepted' | 'rejects' | 'ids' | 'parents' | 'bytesRead'
> {
  encoded: Buffer
}

/** Reads an input that comes in these chunks to its end; hired employees, unless told otherwise. `look` has each batch while it is valid. */
export async function readAll(
  chunks: Iterable<Buffer>,
  options: Partial<ReadOptions> = {},
  look: (batch: RowBatch) => void = () => undefined,
): Promise<{ batches: SeenBatch[]; reading: Reading }> {
  const reading = readBatches(plainInput(chunks), {
    table: tables.hiredEmployees,
    header: 'auto',
    delimiter: ',',
    ...options,
  })
  return { batches: await seenBatches(reading, look), reading }
}

/** Goes through all batches; each is looked at first. */
export async function seenBatches({ batches }: Reading, look: (batch: RowBatch) => void): Promise<SeenBatch[]> {
  const seen = []
  for await (const batch of batches) {
    look(batch)
    seen.push(asSeen(batch))
  }
  return seen
}

function asSeen(batch: RowBatch): SeenBatch {
  const { read, count, accepted, rejects, ids, parents, bytesRead } = batch
  return {
    read,
    count,
    accepted,
    rejects,
    ids: ids.slice(),
    parents: parents.map((parent) => ({ ...parent, ids: parent.ids.slice() })),
    encoded: Buffer.concat(batch.encoded()),
    bytesRead,
  }
}

/** A reject as a test compares it: the text as a string, the problems without their messages. */
export function shortReject({ line, text, problems }: Reject): [number, string, ...string[]] {
  return [line, text.toString(), ...problems.map(({ column, code }) => `${column}: ${code}`)]
}
