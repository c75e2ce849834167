import type { Problem } from '@rollcall/tables'
import { KEPT_BYTES } from './csv-record.js'

/** A record that broke a rule, with everything that is wrong with it. */
export interface Reject {
  /** The number of the physical line it starts on, from 1. */
  line: number
  /** Where it starts in the file, in bytes. */
  offset: number
  problems: Problem[]
  /** Exactly as it came, without its line end, but as UTF-8 if the file is in another encoding; at most the first 64 KiB. */
  text: Buffer
  /** Whether there was more of it. */
  truncated: boolean
  /** How long it was in the file, in bytes. */
  length: number
  /** Those of its cells that name rows and are good, though others are not: whether those rows are there can be told as well. */
  keys: NamedKey[]
}

/** A cell that names a row, of this table or of another. */
export interface NamedKey {
  column: string
  id: number
}

/** Where a record stood, and its bytes as far as they are there. */
export interface RecordText {
  line: number
  offset: number
  bytes: Buffer
  start: number
  end: number
  length: number
  fileLength: number
}

/** Makes a record a reject, with a copy of its text, so that a kept reject does not hold the buffer it was read from. */
export function rejectOf(record: RecordText, problems: Problem[], keys: NamedKey[] = []): Reject {
  const { line, offset, bytes, start, end, length, fileLength } = record
  const text = Buffer.from(bytes.subarray(start, Math.min(end, start + KEPT_BYTES)))
  return { line, offset, problems, text, truncated: length > text.length, length: fileLength, keys }
}
