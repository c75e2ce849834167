import { type LoadInput, type LoadTask, type Reject, tables } from '@rollcall/sdk'
import { WrongUsage } from '../wrong-usage.js'
import { problemsText } from './reject-text.js'

/** What the file that was loaded was like. */
export interface RejectLayout {
  delimiter: LoadInput['delimiter']
  /** In the order of that file; "-" is one that was passed over. */
  columns: readonly string[]
  encoding: LoadInput['encoding']
}

const BYTE_ORDER_MARK = '\ufeff'

/**
 * The rejects of a load as a CSV file: where and why first, then each line byte for byte as it came. The cells stand as they stood in
 * the file that was loaded: in its order of columns, and with its delimiter, so that the file stays one that can be read. The lines of a
 * file in another encoding are UTF-8 now; a byte order mark says so, and keeps them from being loaded as what they came in.
 */
export async function* rejectCsv(
  { delimiter, columns, encoding }: RejectLayout,
  rejects: AsyncIterable<Reject>,
): AsyncGenerator<string | Uint8Array> {
  if (encoding !== 'utf-8') yield BYTE_ORDER_MARK
  yield `${['reject_line', 'reject_problems', ...columns].join(delimiter)}\n`
  for await (const reject of rejects) {
    yield [reject.line, quoted(problemsText(reject.problems)), ''].join(delimiter)
    yield rejectBytes(reject)
    yield '\n'
  }
}

/** The layout of a load's file; throws when that is not known: guessed, it could bring values into other columns. */
export function layoutOfLoad({ id, input, result }: LoadTask): RejectLayout {
  if (!result)
    throw new WrongUsage(
      `How the file of load ${id} is laid out was not noted before the load was cut off, so that its rejects cannot be saved as one that loads. Load the file again.`,
    )
  // Of a file whose first line was not looked at there are only the table's own columns.
  const ofTable = tables.find(({ name }) => name === input.table)?.columns.map(({ name }) => name) ?? []
  const { delimiter, columns, encoding } = { ...input, ...result }
  return { delimiter, columns: columns.length > 0 ? columns : ofTable, encoding }
}

/** The line of a reject, as far as it was kept, in the bytes in which it came. */
function rejectBytes({ text, base64 }: Reject): Buffer {
  return base64 === null ? Buffer.from(text) : Buffer.from(base64, 'base64')
}

/** Always in quotes, because a message may hold any delimiter. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
