import type pg from 'pg'
import { jsonb } from '../database/jsonb.js'
import { copyInto } from './copy-into.js'
import { ByteWriter } from './reading/byte-writer.js'
import { COPY_HEADER, COPY_TRAILER } from './reading/copy-format.js'
import type { StoredReject } from './reject-store.js'

/** With so many bytes of rejects a COPY is worth its while. */
const FULL_BYTES = 1024 * 1024

/** From so many rejects on, PostgreSQL has to know of them to find the next page by index, rather than by sorting all of them. */
const WORTH_ANALYZING = 50_000

/** Keeps the rejects of a load as they come. */
export interface RejectWriter {
  /** How many are written. */
  readonly kept: number
  add(rejects: readonly StoredReject[]): Promise<void>
  /** Comes back when all that were handed in are written. */
  flush(): Promise<void>
}

interface WriterOptions {
  load: string
  /** How many are kept; those that come after are not. */
  most: number
}

/** Writes rejects of a load by COPY on a connection that commits as it goes, so that they survive the load's being rolled back. */
export function rejectWriter(client: pg.Client, { load, most }: WriterOptions): RejectWriter {
  const id = Buffer.from(load.replaceAll('-', ''), 'hex')
  let out = new ByteWriter(2 * FULL_BYTES)
  let writing = Promise.resolve()
  let taken = 0
  let kept = 0

  /** Begins to write what there is, once what was begun before is written: reading goes on meanwhile. */
  async function write(): Promise<void> {
    await writing
    const tuples = out.bytes.subarray(0, out.length)
    out = new ByteWriter(2 * FULL_BYTES)
    const upToHere = taken
    const copying = copyInto(client, { table: 'rejects', columns: COLUMNS, rows: copyOf(tuples) })
    writing = copying.then(() => void (kept = upToHere))
    // Told by whoever waits for it next.
    writing.catch(() => undefined)
  }

  return {
    get kept() {
      return kept
    },
    async add(rejects) {
      for (const reject of rejects.slice(0, most - taken)) {
        writeTuple(out, id, reject)
        taken++
        if (out.length >= FULL_BYTES) await write()
      }
    },
    async flush() {
      if (out.length > 0) await write()
      await writing
      if (kept >= WORTH_ANALYZING) await client.query('ANALYZE rejects')
    },
  }
}

const COLUMNS = ['load_id', 'line', '"offset"', 'length', 'problems', 'text', 'truncated']

const TRUE = Buffer.of(1)
const FALSE = Buffer.of(0)

/** jsonb as COPY has it: the number of its format, then the text. */
const JSONB_FORMAT = 1

function writeTuple(
  out: ByteWriter,
  id: Buffer,
  { line, offset, length, problems, text, truncated }: StoredReject,
): void {
  const json = Buffer.from(jsonb(problems))
  out.reserve(128 + json.length + text.length)
  out.bytes[out.length++] = 0
  out.bytes[out.length++] = COLUMNS.length
  writeField(out, id)
  for (const number of [line, offset, length]) {
    out.int32(8)
    out.length = out.bytes.writeBigInt64BE(BigInt(number), out.length)
  }
  out.int32(json.length + 1)
  out.bytes[out.length++] = JSONB_FORMAT
  out.length += json.copy(out.bytes, out.length)
  writeField(out, text)
  writeField(out, truncated ? TRUE : FALSE)
}

function writeField(out: ByteWriter, content: Buffer): void {
  out.int32(content.length)
  out.length += content.copy(out.bytes, out.length)
}

async function* copyOf(tuples: Buffer): AsyncGenerator<Buffer> {
  yield COPY_HEADER
  yield tuples
  yield COPY_TRAILER
}
