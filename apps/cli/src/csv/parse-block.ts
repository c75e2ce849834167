import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

/** Where a record of a block ends, behind its line end, and its cells. */
export interface ParsedRecord {
  end: number
  cells: string[]
}

/** Why the bytes after the last record are none. */
export type Fault = 'open_quote' | 'text_after_quote' | 'stray_quote'

/** Parses bytes, which begin where a record does, up to their end or to the first that is no record of RFC 4180. */
export function parseBlock(bytes: Buffer, delimiter: string): { records: ParsedRecord[]; fault: Fault | undefined } {
  const records: ParsedRecord[] = []
  const options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    // Told one by one, so that those before a fault are known.
    on_record(cells: string[], { bytes: end }: { bytes: number }) {
      records.push({ end, cells })
      return null
    },
  }
  try {
    parse(bytes, options)
    return { records, fault: undefined }
  } catch (error) {
    const fault = error instanceof CsvError ? faults[error.code] : undefined
    if (!fault) throw error
    return { records, fault }
  }
}

const faults: Record<string, Fault | undefined> = {
  CSV_QUOTE_NOT_CLOSED: 'open_quote',
  CSV_INVALID_CLOSING_QUOTE: 'text_after_quote',
  INVALID_OPENING_QUOTE: 'stray_quote',
}
