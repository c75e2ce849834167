import type { Problem } from '@rollcall/tables'
import { rejectOf, type RecordText, type Reject } from './reject.js'

/** The values of a column that are keys of another table, one for each row of a batch. */
export interface ParentColumn {
  column: string
  /** The table they are keys of. */
  references: string
  ids: Int32Array
}

/** What a batch is made of; each list has a place for each row. */
export interface BatchRows {
  read: number
  count: number
  key: string
  ids: Int32Array
  parents: ParentColumn[]
  tuples: Buffer
  /** Where in `tuples` each row's tuple ends. */
  tupleEnds: Int32Array
  textOf: (row: number) => RecordText
  offsetOf: (row: number) => number
  rejects: Reject[]
  bytesRead: number
}

/**
 * Rows that passed the checks of their own cells, up to the caller's verdicts: `reject` takes a row out, and `accepted`, `encoded`
 * and `rejects` tell what is so far. Rows are numbered from 0 to `count`, rejected later or not. All but the rejects is valid until
 * the next batch is asked for: the next one is written over it.
 */
export class RowBatch {
  /** How many records were read, good or not; header and empty lines are none. */
  readonly read: number
  /** How many of them passed the checks of their own cells. */
  readonly count: number
  /** The name of the key's column. */
  readonly key: string
  /** The key of each row. */
  readonly ids: Int32Array
  /** One for each column that refers to another table. */
  readonly parents: ParentColumn[]
  /** How many bytes of the input were consumed up to the end of this batch. */
  readonly bytesRead: number
  readonly #rows: BatchRows
  readonly #later = new Map<number, Reject>()
  /** A 1 for each of those, which is quicker to look up; undefined as long as there is none. */
  #isLater: Uint8Array | undefined

  constructor(rows: BatchRows) {
    this.read = rows.read
    this.count = rows.count
    this.key = rows.key
    this.ids = rows.ids
    this.parents = rows.parents
    this.bytesRead = rows.bytesRead
    this.#rows = rows
  }

  /** How many rows are not rejected so far; `read` is always this and the number of rejects. */
  get accepted(): number {
    return this.count - this.#later.size
  }

  /** All rejects so far, in line order. */
  get rejects(): Reject[] {
    if (this.#later.size === 0) return this.#rows.rejects
    return [...this.#rows.rejects, ...this.#later.values()].sort((one, other) => one.offset - other.offset)
  }

  /** The ids in a column of the records that did not pass the checks of other cells, in line order: all that is wrong with a line is told at once. */
  naming(column: string): { id: number; reject: Reject }[] {
    return this.#rows.rejects.flatMap((reject) =>
      reject.keys.filter((key) => key.column === column).map(({ id }) => ({ id, reject })),
    )
  }

  /** The binary COPY tuples of the rows that are not rejected so far: a view of each run of them. */
  encoded(): Buffer[] {
    const rejected = [...this.#later.keys()].sort((one, other) => one - other)
    const starts = [0, ...rejected.map((row) => this.#tupleEnd(row))]
    const ends = [...rejected.map((row) => this.#tupleEnd(row - 1)), this.#rows.tuples.length]
    return starts.map((start, run) => this.#rows.tuples.subarray(start, ends[run]))
  }

  /** The binary COPY tuple of a row: a view. */
  tuple(row: number): Buffer {
    return this.#rows.tuples.subarray(this.#tupleEnd(row - 1), this.#tupleEnd(row))
  }

  /** The line of a row as it came. */
  textOf(row: number): RecordText {
    return this.#rows.textOf(row)
  }

  /** Where the line of a row starts in the file, in bytes. */
  offsetOf(row: number): number {
    return this.#rows.offsetOf(row)
  }

  isRejected(row: number): boolean {
    return this.#isLater?.[row] === 1
  }

  /** Makes a row a reject; of a row that is one already the problems are added. */
  reject(row: number, problems: Problem[]): Reject {
    const before = this.#later.get(row)
    if (before) before.problems.push(...problems)
    const reject = before ?? rejectOf(this.#rows.textOf(row), [...problems])
    this.#later.set(row, reject)
    this.#isLater ??= new Uint8Array(this.count)
    this.#isLater[row] = 1
    return reject
  }

  #tupleEnd(row: number): number {
    return row < 0 ? 0 : this.#rows.tupleEnds[row]!
  }
}
