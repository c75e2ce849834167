import { type AnyTable, type Problem, readCell, type Table, tableNamed, type Value } from '@rollcall/tables'
import type { z } from 'zod'
import type { Query } from '../database/query.js'
import { ServerError } from '../errors/server-error.js'
import { keyJudge } from './key-judge.js'
import type { previewUploadSchema } from './load-schemas.js'
import type { previewSchema } from './preview-schemas.js'
import { cellBytes } from './reading/cell-text.js'
import { CsvSplitter } from './reading/csv-splitter.js'
import { HeaderError } from './reading/header-error.js'
import { openCsv } from './reading/open-csv.js'
import { type Reading, readBatches } from './reading/read-batches.js'
import type { Delimiter } from './reading/read-options.js'
import type { RecordText } from './reading/reject.js'
import type { RowBatch } from './reading/row-batch.js'
import type { Spool } from './spool/spool.js'

type Preview = z.output<typeof previewSchema>

/** How much of an upload is looked at, in bytes. */
const PREVIEW_BYTES = 256 * 1024
/** How much is shown of one line. */
const MOST_CELLS = 100
const MOST_CHARACTERS = 1000

/** Reads the first lines of an upload, whole or not, as a load with these options would. */
export async function previewUpload(
  query: Query,
  spool: Spool,
  { upload, limit, ...options }: z.output<typeof previewUploadSchema>,
): Promise<Preview> {
  const table = tableNamed(options.table)
  const { file, received, whole } = await spool.soFar(upload)
  const isAll = whole && received <= PREVIEW_BYTES
  const onlyBytes = isAll ? undefined : Math.min(received, PREVIEW_BYTES)
  const input = openCsv(file, { encoding: options.encoding, onlyBytes })
  // One more tells whether there are more.
  const reading = readBatches(input, { ...options, table, partial: !isAll, batchRows: limit + 1 })
  const batch = await firstBatch(reading)
  if (batch) await keyJudge({ table, query, rejectExisting: options.onConflict === 'reject', empty: false })(batch)
  const { layout, emptyLines } = reading
  const lines = batch ? linesOf(table, batch, layout) : []
  return {
    table: table.name,
    ...layout,
    emptyLines,
    whole: isAll && lines.length <= limit,
    lines: lines.slice(0, limit),
  }
}

async function firstBatch({ batches }: Reading): Promise<RowBatch | undefined> {
  try {
    for await (const batch of batches) return batch
    return undefined
  } catch (error) {
    if (error instanceof HeaderError) throw new ServerError('invalid_input', error.message, { cause: error })
    throw error
  }
}

function linesOf(table: AnyTable, batch: RowBatch, { columns, delimiter }: Reading['layout']): Preview['lines'] {
  const good = Array.from({ length: batch.count }, (_, row) => row).filter((row) => !batch.isRejected(row))
  const bad = batch.rejects.map(({ text, ...reject }) => lineOf(reject, cellsOf(text, delimiter), reject.problems))
  const lines = good.map((row) => {
    const text = batch.textOf(row)
    const cells = cellsOf(textBytes(text), delimiter)
    return { ...lineOf(text, cells, []), row: rowOf(table, columns, cells) }
  })
  return [...lines, ...bad].sort((one, other) => one.offset - other.offset)
}

function lineOf(
  { line, offset }: Pick<RecordText, 'line' | 'offset'>,
  cells: string[],
  problems: Problem[],
): Preview['lines'][number] {
  const shown = cells.slice(0, MOST_CELLS).map((cell) => cell.slice(0, MOST_CHARACTERS))
  return { line, offset, cells: shown, row: null, problems }
}

function textBytes({ bytes, start, end }: RecordText): Buffer {
  return bytes.subarray(start, end)
}

function cellsOf(text: Buffer, delimiter: Delimiter): string[] {
  const splitter = new CsvSplitter({ delimiter: delimiter.charCodeAt(0) })
  splitter.push(text)
  splitter.end()
  const record = splitter.next()
  if (!record) return []
  const kept = Math.min(record.cells, record.cellStart.length)
  return Array.from({ length: kept }, (_, cell) => cellBytes(record, cell).toString())
}

function rowOf(table: Table, columns: string[], cells: string[]): Record<string, Value> {
  const values = Object.entries(table.columns).map(([name, { kind }]) => {
    const result = readCell(kind, cells[columns.indexOf(name)] ?? '')
    return [name, 'value' in result ? result.value : ''] as const
  })
  return Object.fromEntries(values)
}
