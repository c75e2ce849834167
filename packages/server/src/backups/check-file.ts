import type { AnyTable } from '@rollcall/tables'
import { avroFileName } from './avro-file.js'
import type { Backup } from './backup-schemas.js'
import type { BackupStorage } from './backup-storage.js'
import { measured } from './measured.js'

/** Compares the file of a table with what the manifest says of it; answers what is wrong, or undefined when not a bit is. */
export async function checkFile(
  storage: BackupStorage,
  { id, tables }: Backup,
  table: AnyTable,
): Promise<string | undefined> {
  const expected = tables[table.name]
  const name = avroFileName(table)
  if (!expected) return `backup ${id} has no ${name}`
  const measure = measured()
  try {
    for await (const _ of measure.bytes(storage.open(id, name))) continue
  } catch (error) {
    return `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
  const { bytes, sha256 } = measure.result()
  if (bytes !== expected.bytes) return `${name} has ${bytes} bytes; the manifest says ${expected.bytes}`
  return sha256 === expected.sha256
    ? undefined
    : `${name} was changed: its SHA-256 is ${sha256}; the manifest says ${expected.sha256}`
}
