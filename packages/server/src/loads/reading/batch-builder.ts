import type { Problem, Table } from '@rollcall/tables'
import { ByteWriter } from './byte-writer.js'
import type { CsvRecord } from './csv-record.js'
import { encodedColumns, encodeRow, type EncodedColumn } from './encode-row.js'
import { encodingProblem } from './encoding-problem.js'
import type { Encoding } from './encoding.js'
import type { HintWatch } from './hint.js'
import type { Layout } from './layout.js'
import type { LineOrigins } from './line-origins.js'
import type { CsvInput } from './open-csv.js'
import { plainRowEncoder, type PlainRowEncoder } from './plain-row.js'
import type { Delimiter } from './read-options.js'
import { type NamedKey, rejectOf, type Reject } from './reject.js'
import { RowBatch, type ParentColumn } from './row-batch.js'
import { RowTexts } from './row-texts.js'

/** A batch holds the input it was read from; with so much of it, it is full whatever the number of its rows. */
const FULL_BYTES = 4 * 1024 * 1024
const TYPICAL_TUPLE_BYTES = 80

interface BuilderOptions {
  table: Table
  layout: Layout
  delimiter: Delimiter
  input: Pick<CsvInput, 'encoding' | 'origins'>
  watch: HintWatch
  /** The most records in a batch. */
  capacity: number
}

/** Gathers records into a batch: each one becomes an encoded row or a reject. */
export class BatchBuilder {
  readonly #table: Table
  readonly #layout: Layout
  readonly #encoding: Encoding
  readonly #origins: LineOrigins | undefined
  readonly #watch: HintWatch
  readonly #columns: EncodedColumn[]
  readonly #fieldAt: Int32Array
  readonly #keyField: number
  readonly #parentFields: number[]
  readonly #capacity: number
  readonly #out: ByteWriter
  readonly #texts: RowTexts
  readonly #ids: Int32Array
  readonly #parents: ParentColumn[]
  readonly #tupleEnds: Int32Array
  readonly #encodePlain: PlainRowEncoder
  readonly #rejects: Reject[] = []
  #read = 0
  #count = 0
  #bytes = 0

  constructor({ table, layout, delimiter, input, watch, capacity }: BuilderOptions) {
    this.#table = table
    this.#layout = layout
    this.#encoding = input.encoding
    this.#origins = input.origins
    this.#watch = watch
    this.#capacity = capacity
    this.#columns = encodedColumns(table, layout.columns, input.encoding)
    this.#encodePlain = plainRowEncoder(this.#columns, {
      cells: layout.columns.length,
      delimiter: delimiter.charCodeAt(0),
    })
    this.#fieldAt = new Int32Array(this.#columns.length)
    this.#keyField = this.#columns.findIndex(({ name }) => name === table.key)
    this.#parents = parentColumns(table, capacity)
    this.#parentFields = this.#parents.map((parent) => this.#columns.findIndex(({ name }) => name === parent.column))
    this.#out = new ByteWriter(capacity * TYPICAL_TUPLE_BYTES)
    this.#texts = new RowTexts(capacity)
    this.#ids = new Int32Array(capacity)
    this.#tupleEnds = new Int32Array(capacity)
  }

  get isFull(): boolean {
    return this.#read === this.#capacity || this.#bytes >= FULL_BYTES
  }

  /** Takes in the next record of the file. */
  add(record: CsvRecord): void {
    this.#read++
    this.#bytes += record.length
    if (this.#origins) placeInFile(record, this.#origins)
    const faults = this.#recordProblems(record)
    if (faults) return this.#reject(record, faults)
    const problems = encodeRow(record, this.#columns, this.#out, this.#fieldAt)
    if (problems) this.#reject(record, problems, this.#goodKeys(problems))
    else this.#keep(record)
  }

  /** Takes in the next record if it is spelled plainly and there is room: answers where its line end is, or -1. */
  readonly takePlain = (record: CsvRecord, filled: number): number => {
    if (this.isFull) return -1
    const end = this.#encodePlain(record, filled, this.#out, this.#fieldAt)
    if (end < 0) return -1
    record.length = end - record.start
    record.fileLength = record.length
    if (this.#origins) placeInFile(record, this.#origins)
    this.#read++
    this.#bytes += record.length
    this.#keep(record)
    return end
  }

  /** Makes the batch; the builder must not be used after it. */
  finish(bytesRead: number): RowBatch {
    const count = this.#count
    return new RowBatch({
      read: this.#read,
      count,
      key: this.#table.key,
      ids: this.#ids.subarray(0, count),
      parents: this.#parents.map((parent) => ({ ...parent, ids: parent.ids.subarray(0, count) })),
      tuples: this.#out.bytes.subarray(0, this.#out.length),
      tupleEnds: this.#tupleEnds,
      textOf: (row) => this.#texts.of(row),
      offsetOf: (row) => this.#texts.offsetOf(row),
      rejects: this.#rejects,
      bytesRead,
    })
  }

  #recordProblems(record: CsvRecord): Problem[] | undefined {
    if (record.fault) return [{ column: null, ...record.fault }]
    const { columns } = this.#layout
    if (record.cells === columns.length) return undefined
    const code = record.cells < columns.length ? 'too_few_columns' : 'too_many_columns'
    const message = `has ${counted(record.cells)}; expected ${columns.length}: ${columns.join(', ')}`
    const wrong = encodingProblem(record.bytes.subarray(record.start, record.end), this.#encoding)
    return [{ column: null, code, message }, ...(wrong ? [{ column: null, ...wrong }] : [])]
  }

  /** What the row that was encoded last, as far as it could be, names in its good cells. */
  #goodKeys(problems: Problem[]): NamedKey[] {
    return [this.#keyField, ...this.#parentFields]
      .map((field) => ({ column: this.#columns[field]!.name, id: this.#integerAt(field) }))
      .filter((key) => !problems.some(({ column }) => column === key.column))
  }

  #reject(record: CsvRecord, problems: Problem[], keys: NamedKey[] = []): void {
    if (record.cells === 1 && this.#layout.columns.length > 1) this.#watch.oneCell(record)
    if (this.#encoding === 'utf-8' && problems.some(({ code }) => code === 'bad_encoding')) this.#watch.badEncoding()
    this.#rejects.push(rejectOf(record, problems, keys))
  }

  #keep(record: CsvRecord): void {
    const row = this.#count++
    this.#texts.add(row, record)
    this.#ids[row] = this.#integerAt(this.#keyField)
    this.#tupleEnds[row] = this.#out.length
    for (let index = 0; index < this.#parents.length; index++) {
      this.#parents[index]!.ids[row] = this.#integerAt(this.#parentFields[index]!)
    }
  }

  /** An integer field of the row that was encoded last. */
  #integerAt(field: number): number {
    const { bytes } = this.#out
    const at = this.#fieldAt[field]!
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }
}

/** Says where a record stands in the file, where so far was said where it stands in the text made of it. */
function placeInFile(record: CsvRecord, origins: LineOrigins): void {
  const { offset, length } = record
  record.offset = origins.at(offset)
  record.fileLength = origins.at(offset + length) - record.offset
}

function parentColumns(table: Table, capacity: number): ParentColumn[] {
  return Object.entries(table.columns).flatMap(([column, { references }]) =>
    references === undefined ? [] : [{ column, references, ids: new Int32Array(capacity) }],
  )
}

function counted(cells: number): string {
  return cells === 1 ? '1 column' : `${cells} columns`
}
