import { readCell, type Problem, type Table } from '@rollcall/tables'
import type { ByteWriter } from './byte-writer.js'
import { encoderOf, FIELD_OVERHEAD, type CellEncoder } from './cell-encoder.js'
import { cellBytes } from './cell-text.js'
import type { CsvRecord } from './csv-record.js'
import type { KeptRows } from './kept-rows.js'
import { encodingProblem } from './encoding-problem.js'
import type { Encoding } from './encoding.js'

/** One column of a table as rows are encoded: where its cell stands in the file. */
export interface EncodedColumn {
  name: string
  kind: Table['columns'][string]['kind']
  encoder: CellEncoder
  cell: number
  /** What the file is written in. */
  encoding: Encoding
}

/** The columns of a table in its own order, which is the order of the tuples' fields, found in a file with these columns. */
export function encodedColumns(table: Table, columnsOfFile: string[], encoding: Encoding): EncodedColumn[] {
  return Object.entries(table.columns).map(([name, { kind }]) => ({
    name,
    kind,
    encoder: encoderOf(kind),
    cell: columnsOfFile.indexOf(name),
    encoding,
  }))
}

/**
 * Appends a record as a binary COPY tuple and returns undefined, or appends nothing and returns all that is wrong with its cells.
 * Where its fields are is told as `KeptRows` says. The record must have a cell for every column.
 */
export function encodeRow(
  record: CsvRecord,
  columns: EncodedColumn[],
  { out, fieldAt }: Pick<KeptRows, 'out' | 'fieldAt'>,
): Problem[] | undefined {
  const begin = out.length
  out.reserve(2 + columns.length * FIELD_OVERHEAD + record.length)
  out.bytes[out.length++] = columns.length >>> 8
  out.bytes[out.length++] = columns.length
  let problems: Problem[] | undefined
  for (let index = 0; index < columns.length; index++) {
    fieldAt[index] = out.length + 4
    const problem = encodeCell(record, columns[index]!, out)
    if (problem) (problems ??= []).push(problem)
  }
  fieldAt[columns.length] = out.length
  if (problems) out.length = begin
  return problems
}

function encodeCell(record: CsvRecord, column: EncodedColumn, out: ByteWriter): Problem | undefined {
  const { cell, encoder } = column
  const asItCame = record.cellDoubled[cell] === 0
  if (asItCame && encoder.encodeCell(record.bytes, record.cellStart[cell]!, record.cellEnd[cell]!, out))
    return undefined
  return encodeBytes(cellBytes(record, cell), column, out)
}

function encodeBytes(bytes: Buffer, column: EncodedColumn, out: ByteWriter): Problem | undefined {
  const { name, kind, encoder, encoding } = column
  if (encoder.encodeCell(bytes, 0, bytes.length, out)) return undefined
  const wrong = encodingProblem(bytes, encoding)
  if (wrong) return { column: name, ...wrong }
  const result = readCell(kind, bytes.toString())
  if ('code' in result) return { column: name, ...result }
  encoder.encodeValue(result.value, out)
  return undefined
}
