/** A file that is no text: what it is, and what to do with it. */
export interface ForeignType {
  name: string
  advice: string
}

/** At least so much of a file is looked at to know what it is, in bytes. */
export const HEAD_BYTES = 4096

const FEWEST_CONTROLS = 16
const MOST_CONTROLS = 0.05

/** What a file is by its first bytes, if it is something else than text; UTF-16 that is marked as such may hold NULs. */
export function foreignType(head: Buffer, isUtf16: boolean): ForeignType | undefined {
  const known = signatures.find(
    ({ at = 0, bytes }) => head.subarray(at, at + bytes.length).toString('latin1') === bytes,
  )
  if (known || isUtf16) return known
  if (looksLikeUtf16(head)) {
    return { name: 'UTF-16 without a byte order mark', advice: 'Save it as UTF-8, or as UTF-16 with a byte order mark' }
  }
  const controls = countControls(head)
  if (controls < FEWEST_CONTROLS || controls <= head.length * MOST_CONTROLS) return undefined
  return { name: 'no text', advice: 'Name a CSV file' }
}

/** Text is packed by one of many programs, and only gzip is read. */
const unpack = 'Unpack it, or pack it with gzip'
const exportIt = 'Export it as CSV'

const signatures: (ForeignType & { at?: number; bytes: string })[] = [
  { bytes: 'PK\x03\x04', name: 'a zip archive or an Excel workbook', advice: 'Save the sheet as CSV, or unpack it' },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', name: 'an old Excel workbook', advice: 'Save the sheet as CSV' },
  { bytes: 'Obj\x01', name: 'an Avro file', advice: 'Bring a backup in with `rollcall backup import`' },
  { bytes: 'PAR1\x15', name: 'a Parquet file', advice: exportIt },
  { bytes: 'SQLite format 3\0', name: 'an SQLite database', advice: exportIt },
  { bytes: 'PGDMP', name: 'a dump of pg_dump', advice: 'Restore it with pg_restore' },
  { bytes: '\x28\xb5\x2f\xfd', name: 'packed by zstd', advice: unpack },
  { bytes: '\xfd7zXZ\0', name: 'packed by xz', advice: unpack },
  { bytes: '7z\xbc\xaf\x27\x1c', name: 'a 7z archive', advice: unpack },
  { bytes: 'Rar!\x1a\x07', name: 'a rar archive', advice: unpack },
  { bytes: '1AY&SY', at: 4, name: 'packed by bzip2', advice: unpack },
  { bytes: '\x1f\x8b', name: 'packed by gzip twice', advice: 'Unpack it once' },
  { bytes: 'ustar\0', at: 257, name: 'a tar archive', advice: 'Unpack it and name a CSV file in it' },
  { bytes: 'ustar  \0', at: 257, name: 'a tar archive', advice: 'Unpack it and name a CSV file in it' },
  { bytes: '\x89PNG\r\n', name: 'a PNG picture', advice: 'Name a CSV file' },
  { bytes: '\xff\xd8\xff', name: 'a JPEG picture', advice: 'Name a CSV file' },
  { bytes: '%PDF-', name: 'a PDF document', advice: exportIt },
  { bytes: '\x7fELF', name: 'a program', advice: 'Name a CSV file' },
  { bytes: '\xff\xfe\0\0', name: 'UTF-32', advice: 'Save it as UTF-8' },
  { bytes: '\0\0\xfe\xff', name: 'UTF-32', advice: 'Save it as UTF-8' },
]

/** Text of mostly ASCII characters has a NUL as every other byte then. */
function looksLikeUtf16(head: Buffer): boolean {
  const MOSTLY = 0.8
  const pairs = head.length >> 1
  if (pairs < FEWEST_CONTROLS) return false
  let even = 0
  let odd = 0
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  return (even > pairs * MOSTLY && odd === 0) || (odd > pairs * MOSTLY && even === 0)
}

/** How many bytes are control characters that are no white space, which text has hardly any of. */
function countControls(head: Buffer): number {
  let count = 0
  for (const byte of head) if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f) count++
  return count
}
