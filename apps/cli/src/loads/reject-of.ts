import { isUtf8 } from 'node:buffer'
import type { Problem, Reject } from '@rollcall/sdk'
import type { CsvRecord } from '../csv/read-records.js'

/** A record that was not taken, as the server would tell of it. */
export function rejectOf({ line, offset, bytes, length }: CsvRecord, problems: Problem[]): Reject {
  return {
    line,
    offset,
    length,
    problems,
    text: bytes.toString(),
    base64: isUtf8(bytes) ? null : bytes.toString('base64'),
    truncated: bytes.length < length,
  }
}
