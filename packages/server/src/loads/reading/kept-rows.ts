import type { Table } from '@rollcall/tables'
import { ByteWriter } from './byte-writer.js'
import type { CsvRecord } from './csv-record.js'
import type { LineOrigins } from './line-origins.js'
import type { PlainRows } from './plain-encoder.js'
import type { NamedKey } from './reject.js'
import type { BatchRows, ParentColumn } from './row-batch.js'
import { RowTexts } from './row-texts.js'

/** A batch holds the input it was read from; with so much of it, it is full whatever the number of its rows. */
const FULL_BYTES = 4 * 1024 * 1024
const TYPICAL_TUPLE_BYTES = 80

interface KeptRowsOptions {
  table: Table
  /** The most records in a batch. */
  capacity: number
}

/**
 * The good rows of one batch after the other, in the same memory: whoever has written a tuple behind `out`, and where its fields are
 * into `fieldAt`, says `keep`.
 */
export class KeptRows {
  readonly out: ByteWriter
  /** Where in `out` each field of the row begins that was written last, without its length; the last entry is where the row ends. */
  readonly fieldAt: Int32Array
  readonly #columns: string[]
  readonly #keyField: number
  readonly #parentFields: number[]
  readonly #ids: Int32Array
  readonly #parents: ParentColumn[]
  readonly #tupleEnds: Int32Array
  readonly #texts: RowTexts
  #count = 0
  readonly #capacity: number
  #room: number
  #bytes = 0

  constructor({ table, capacity }: KeptRowsOptions) {
    const columns = Object.keys(table.columns)
    this.#columns = columns
    this.out = new ByteWriter(capacity * TYPICAL_TUPLE_BYTES)
    this.fieldAt = new Int32Array(columns.length + 1)
    this.#ids = new Int32Array(capacity)
    this.#parents = parentColumns(table, capacity)
    this.#tupleEnds = new Int32Array(capacity)
    this.#texts = new RowTexts(capacity)
    this.#keyField = columns.indexOf(table.key)
    this.#parentFields = this.#parents.map(({ column }) => columns.indexOf(column))
    this.#capacity = capacity
    this.#room = capacity
  }

  /** No record has taken room so far. */
  get isEmpty(): boolean {
    return this.#room === this.#capacity
  }

  get isFull(): boolean {
    return this.#room === 0
  }

  /** How many more records there is room for. */
  get room(): number {
    return this.#room
  }

  /** Keeps the row that was written last. */
  keep(record: CsvRecord): void {
    const row = this.#count++
    this.#texts.add(row, record)
    this.out.length = this.fieldAt[this.fieldAt.length - 1]!
    this.#tupleEnds[row] = this.out.length
    this.#ids[row] = this.#integerAt(this.#keyField)
    for (let index = 0; index < this.#parents.length; index++) {
      this.#parents[index]!.ids[row] = this.#integerAt(this.#parentFields[index]!)
    }
    this.takeRoom(record)
  }

  /** Keeps rows that follow one another, the first where `record` stands. */
  keepPlain(record: CsvRecord, plain: PlainRows, origins: LineOrigins | undefined): void {
    const first = this.#count
    const begin = this.out.length
    this.#texts.addPlain(first, record, plain, origins)
    this.out.append(plain.tuples)
    for (let index = 0; index < plain.count; index++) this.#tupleEnds[first + index] = begin + plain.tupleEnds[index]!
    this.#ids.set(plain.integers(this.#keyField), first)
    this.#parents.forEach(({ ids }, index) => ids.set(plain.integers(this.#parentFields[index]!), first))
    this.#count += plain.count
    this.#takeRoom(plain.count, plain.taken)
  }

  /** Lets a record count that is not kept. */
  takeRoom({ length }: CsvRecord): void {
    this.#takeRoom(1, length)
  }

  #takeRoom(records: number, bytes: number): void {
    this.#bytes += bytes
    this.#room = this.#bytes >= FULL_BYTES ? 0 : this.#room - records
  }

  /** The keys that the row that was written last names: its own and its parents'. */
  namedKeys(): NamedKey[] {
    return [this.#keyField, ...this.#parentFields].map((field) => ({
      column: this.#columns[field]!,
      id: this.#integerAt(field),
    }))
  }

  /** Makes room for the next batch, over the one before. */
  clear(): void {
    this.#count = 0
    this.#room = this.#capacity
    this.#bytes = 0
    this.out.length = 0
    this.#texts.clear()
  }

  /** What a batch is made of: views, until `clear`. */
  get rows(): Pick<BatchRows, 'count' | 'ids' | 'parents' | 'tuples' | 'tupleEnds' | 'textOf' | 'offsetOf'> {
    const count = this.#count
    return {
      count,
      ids: this.#ids.subarray(0, count),
      parents: this.#parents.map((parent) => ({ ...parent, ids: parent.ids.subarray(0, count) })),
      tuples: this.out.bytes.subarray(0, this.out.length),
      tupleEnds: this.#tupleEnds,
      textOf: (row) => this.#texts.of(row),
      offsetOf: (row) => this.#texts.offsetOf(row),
    }
  }

  #integerAt(field: number): number {
    const { bytes } = this.out
    const at = this.fieldAt[field]!
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }
}

function parentColumns(table: Table, capacity: number): ParentColumn[] {
  return Object.entries(table.columns).flatMap(([column, { references }]) =>
    references === undefined ? [] : [{ column, references, ids: new Int32Array(capacity) }],
  )
}
