import { type LoadInput, RollcallError } from '@rollcall/sdk'

/** The bytes of a source, of which the first were looked at. */
export interface OpenText {
  /** What stands between cells: what was asked for, unless it is a rejects file, which tells its own. */
  delimiter: LoadInput['delimiter']
  chunks: AsyncIterable<Uint8Array>
}

interface OpenOptions {
  header: LoadInput['header']
  delimiter: LoadInput['delimiter']
}

/** How much is looked at, in bytes. */
const HEAD_BYTES = 64

/** Looks at how a source begins; refuses what only the server reads, which is all that is not plain UTF-8. */
export async function openText(
  source: AsyncIterable<Uint8Array>,
  { header, delimiter }: OpenOptions,
): Promise<OpenText> {
  const rest = source[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < HEAD_BYTES) {
    const { done, value } = await rest.next()
    if (done) break
    head = Buffer.concat([head, value])
  }
  refuseForeign(head)
  const found = header === 'no' ? undefined : delimiterOfRejects(head)
  return { delimiter: found ?? delimiter, chunks: joined(head, rest) }
}

async function* joined(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

function refuseForeign(head: Buffer): void {
  const found = foreign.find(([bytes]) => head.toString('latin1', 0, bytes.length) === bytes)
  if (!found) return
  const message = `The file is ${found[1]}, and rows are sent by request from plain UTF-8 only. Nothing was loaded. ${found[2]}.`
  throw new RollcallError('unsupported', message)
}

const useFileMode = 'Use --mode file, which reads it'
const foreign = [
  ['\x1f\x8b', 'packed by gzip', useFileMode],
  ['\xff\xfe', 'UTF-16', useFileMode],
  ['\xfe\xff', 'UTF-16', useFileMode],
  ['PK\x03\x04', 'a zip archive or an Excel workbook', 'Save the sheet as CSV, or unpack it'],
] as const

/** The delimiter of a rejects file by its first two columns; undefined for any other file. */
function delimiterOfRejects(head: Buffer): LoadInput['delimiter'] | undefined {
  const header = /^(?:\ufeff)?[\r\n]*"?reject_line"?([,;|\t])"?reject_problems"?(?:\1|[\r\n]|$)/i
  return header.exec(head.toString())?.[1] as LoadInput['delimiter'] | undefined
}
