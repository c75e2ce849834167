import type { Procedures } from '../generated/procedures.js'
import type { Upload } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { RollcallError } from '../rollcall-error.js'
import { uuid } from '../uuid.js'
import type { OpenSource } from './open-source.js'
import { openUpload } from './open-upload.js'
import { removeUpload } from './remove-upload.js'
import type { SourceFile } from './source-file.js'

interface Begin {
  uploads: Procedures['uploads']
  source: OpenSource
  signal: PlatformSignal | undefined
}

interface Begun {
  id: string
  /** How many bytes are there already. */
  received: number
  /** Whether it can be gone on with if it is interrupted. */
  lasts: boolean
}

/** From so many bytes on there is something to go on with: less is sent in one piece. */
const WORTH_IT = 8 * 1024 * 1024

/** Opens an upload of a source, which is one that was interrupted if all that is there of it is the same. */
export async function beginUpload({ uploads, source, signal }: Begin): Promise<Begun> {
  const { bytes, file } = source
  const id = uuid()
  if (!file || bytes === null || bytes <= WORTH_IT) {
    await openUpload(uploads, { id, bytes }, signal)
    return { id, received: 0, lasts: false }
  }
  const fingerprint = await file.fingerprint()
  const found = await findSame({ uploads, file, facts: { bytes, fingerprint }, signal })
  const begun = found && (await goOn({ uploads, source, signal }, found, fingerprint))
  if (begun) return { id: begun.id, received: begun.received, lasts: true }
  await openUpload(uploads, { id, bytes, fingerprint }, signal)
  return { id, received: 0, lasts: true }
}

interface Find {
  uploads: Procedures['uploads']
  file: SourceFile
  facts: { bytes: number; fingerprint: string }
  signal: PlatformSignal | undefined
}

/** An upload whose bytes are those with which the file begins. */
async function findSame({ uploads, file, facts, signal }: Find): Promise<Upload | undefined> {
  const all = await uploads.find(facts, { signal }).catch((error: unknown) => {
    // Reading what is there may take long; sending it again is a way out.
    if (error instanceof RollcallError && error.code === 'timeout') return []
    throw error
  })
  for (const found of all) {
    if (found.received <= facts.bytes && (await file.sha256(found.received)) === found.sha256) return found
  }
  return undefined
}

/** Takes over an upload under an id of our own, so that nobody else goes on with it, too; undefined when somebody was quicker. */
async function goOn(
  { uploads, source, signal }: Begin,
  found: Upload,
  fingerprint: string,
): Promise<Upload | undefined> {
  const id = uuid()
  const facts = { id, bytes: source.bytes, fingerprint, continues: found.id }
  const opened = await openUpload(uploads, facts, signal).catch((error: unknown) => {
    if (error instanceof RollcallError && ['not_found', 'wrong_state'].includes(error.code)) return undefined
    throw error
  })
  if (!opened || opened.received === found.received) return opened
  // More has come that was not compared.
  await removeUpload(uploads, id)
  return undefined
}
