import { recordName, type Table } from './define-table.js'
import type { AvroType } from './kind.js'

/** The Avro record of a table, fields in column order. */
export interface AvroRecord {
  type: 'record'
  name: string
  fields: { name: string; type: AvroType }[]
}

/** Derives the Avro record in which a table's rows are backed up. */
export function avroRecord(table: Table): AvroRecord {
  return {
    type: 'record',
    name: recordName(table.singular),
    fields: Object.entries(table.columns).map(([name, { kind }]) => ({ name, type: kind.avro })),
  }
}
