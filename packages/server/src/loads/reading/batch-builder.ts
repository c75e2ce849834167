import type { Problem, Table } from '@rollcall/tables'
import type { CsvRecord } from './csv-record.js'
import type { PlainTaker } from './csv-splitter.js'
import { encodedColumns, encodeRow, type EncodedColumn } from './encode-row.js'
import { encodingProblem } from './encoding-problem.js'
import type { Encoding } from './encoding.js'
import type { HintWatch } from './hint.js'
import { KeptRows } from './kept-rows.js'
import type { Layout } from './layout.js'
import type { LineOrigins } from './line-origins.js'
import type { CsvInput } from './open-csv.js'
import { placedRecord } from './placed-record.js'
import { plainRows } from './plain-rows.js'
import type { Delimiter } from './read-options.js'
import { type NamedKey, rejectOf, type Reject } from './reject.js'
import { RowBatch } from './row-batch.js'

interface BuilderOptions {
  table: Table
  layout: Layout
  delimiter: Delimiter
  input: Pick<CsvInput, 'encoding' | 'isMarked' | 'origins'>
  watch: HintWatch
  /** The most records in a batch. */
  capacity: number
}

/** Gathers records into one batch after the other: each becomes an encoded row or a reject. */
export class BatchBuilder {
  readonly #table: Table
  readonly #layout: Layout
  readonly #encoding: Encoding
  /** Another encoding may be tried: none was told. */
  readonly #mayBeOther: boolean
  readonly #origins: LineOrigins | undefined
  readonly #watch: HintWatch
  readonly #columns: EncodedColumn[]
  readonly #rows: KeptRows
  #rejects: Reject[] = []
  /** Takes in records that are spelled plainly, as long as there is room. */
  readonly takePlain: PlainTaker

  constructor({ table, layout, delimiter, input, watch, capacity }: BuilderOptions) {
    this.#table = table
    this.#layout = layout
    this.#encoding = input.encoding
    this.#mayBeOther = input.encoding === 'utf-8' && !input.isMarked
    this.#origins = input.origins
    this.#watch = watch
    this.#columns = encodedColumns(table, layout.columns, input.encoding)
    this.#rows = new KeptRows({ table, capacity })
    this.takePlain = plainRows(this.#columns, {
      cells: layout.columns.length,
      delimiter: delimiter.charCodeAt(0),
      rows: this.#rows,
      origins: input.origins,
    })
  }

  /** There is no batch to finish. */
  get isEmpty(): boolean {
    return this.#rows.isEmpty
  }

  get isFull(): boolean {
    return this.#rows.isFull
  }

  /** Takes in the next record of the file. */
  add(inText: CsvRecord): void {
    const record = placedRecord(inText, this.#origins)
    const faults = this.#recordProblems(record)
    if (faults) return this.#reject(record, faults)
    const problems = encodeRow(record, this.#columns, this.#rows)
    if (problems) this.#reject(record, problems, this.#goodKeys(problems))
    else this.#rows.keep(record)
  }

  /** Makes the batch, which is valid until `clear`. */
  finish(bytesRead: number): RowBatch {
    const { rows } = this.#rows
    const rejects = this.#rejects
    return new RowBatch({ ...rows, read: rows.count + rejects.length, key: this.#table.key, rejects, bytesRead })
  }

  /** Begins the next batch. */
  clear(): void {
    this.#rows.clear()
    this.#rejects = []
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

  /** What the row that was written last, as far as it could be, names in its good cells. */
  #goodKeys(problems: Problem[]): NamedKey[] {
    return this.#rows.namedKeys().filter((key) => !problems.some(({ column }) => column === key.column))
  }

  #reject(record: CsvRecord, problems: Problem[], keys: NamedKey[] = []): void {
    if (record.cells === 1 && this.#layout.columns.length > 1) this.#watch.oneCell(record)
    if (this.#mayBeOther && problems.some(({ code }) => code === 'bad_encoding')) this.#watch.badEncoding()
    this.#rejects.push(rejectOf(record, problems, keys))
    this.#rows.takeRoom(record)
  }
}

function counted(cells: number): string {
  return cells === 1 ? '1 column' : `${cells} columns`
}
