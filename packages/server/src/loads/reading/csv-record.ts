/** How much of a record's text is kept where it is only shown again: of a faulty record, and of a reject. */
export const KEPT_BYTES = 64 * 1024

/** What makes bytes no record of RFC 4180; the message says where and what is expected. */
export interface RecordFault {
  code: 'bad_quote' | 'line_too_long'
  message: string
}

/** One record of a CSV file as positions in `bytes`; the same object is filled again for the next record. */
export interface CsvRecord {
  /** What the positions point into; the part from `start` to `end` stays as it is until the splitter is told to forget. */
  bytes: Buffer
  /** The record as it came, without its line end; of a faulty one at most the first `KEPT_BYTES`. */
  start: number
  end: number
  /** Its true length in bytes, without its line end. */
  length: number
  /** The number of the physical line it starts on, from 1. */
  line: number
  /** Where it starts in the file, in bytes; a byte order mark counts. */
  offset: number
  /** How long it is in the file, where it may be in another encoding. */
  fileLength: number
  /** How many cells there are, kept or not. */
  cells: number
  /** Where the content of each kept cell starts and ends, without the quotes around it. */
  readonly cellStart: Int32Array
  readonly cellEnd: Int32Array
  /** 1 for a cell with doubled quotes in it, each of which stands for one. */
  readonly cellDoubled: Uint8Array
  /** How many line ends stand inside its quotes. */
  innerLines: number
  /** Set when the bytes break a rule; the record is then its first physical line, and has no cells. */
  fault: RecordFault | undefined
}

/** Makes an empty record that keeps the positions of so many cells. */
export function createRecord(keptCells: number): CsvRecord {
  return {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    length: 0,
    line: 0,
    offset: 0,
    fileLength: 0,
    cells: 0,
    cellStart: new Int32Array(keptCells),
    cellEnd: new Int32Array(keptCells),
    cellDoubled: new Uint8Array(keptCells),
    innerLines: 0,
    fault: undefined,
  }
}
