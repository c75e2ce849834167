import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { tables } from '../generated/tables.js'
import type { Backup, BackupFile } from '../generated/types.js'
import { RollcallError } from '../rollcall-error.js'

/** The name of the file that says what is in a backup. */
const MANIFEST = 'manifest.json'

/** Judges a file that comes in pieces. */
export interface FileCheck {
  add(bytes: Uint8Array): void
  /** Says that all of it was added; throws `damaged` when it is not the file of the backup. */
  end(): void
}

/** Makes the check of a file of a backup; throws `not_found` when there is no such file. */
export function fileCheck(backup: Backup, file: string): FileCheck {
  if (file === MANIFEST) return manifestCheck(backup)
  const table = tables.find(({ name }) => `${name}.avro` === file)
  const expected = table && backup.tables[table.name]
  if (expected) return tableCheck(`${file} of backup ${backup.id}`, expected)
  throw new RollcallError('not_found', `Backup ${backup.id} has no file ${JSON.stringify(file)}.`)
}

// The platform's own SHA-256 takes a file as a whole only, and is not there in a page that did not come over TLS.
function tableCheck(what: string, expected: BackupFile): FileCheck {
  const hash = sha256.create()
  let length = 0
  return {
    add(bytes) {
      hash.update(bytes)
      length += bytes.length
    },
    end() {
      if (length !== expected.bytes) throw damaged(what, `${length} bytes came; the backup has ${expected.bytes}`)
      const found = bytesToHex(hash.digest())
      if (found !== expected.sha256) throw damaged(what, `its SHA-256 is ${found}; the backup has ${expected.sha256}`)
    },
  }
}

/** A manifest has the checksum of everything else it says. */
function manifestCheck({ id }: Backup): FileCheck {
  const decoder = new TextDecoder()
  let text = ''
  return {
    add(bytes) {
      text += decoder.decode(bytes, { stream: true })
    },
    end() {
      const { checksum, ...content } = objectOf(text)
      const found = bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(content))))
      if (content['id'] !== id || found !== checksum)
        throw damaged(`${MANIFEST} of backup ${id}`, 'its checksum does not fit')
    },
  }
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

function damaged(what: string, how: string): RollcallError {
  return new RollcallError(
    'damaged',
    `${what} came in damaged: ${how}. Download it again, or have the backup verified.`,
  )
}
