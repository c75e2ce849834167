import type { Procedures } from '../generated/procedures.js'
import type { Upload } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { unlessAborted } from '../retry.js'
import { removeUpload } from './remove-upload.js'

type Facts = Parameters<Procedures['uploads']['open']>[0]

/** Opens an upload. When the signal says so it is given up, and removed once the server has opened it: only then can it be removed for certain. */
export async function openUpload(
  uploads: Procedures['uploads'],
  facts: Facts,
  signal: PlatformSignal | undefined,
): Promise<Upload> {
  const opening = uploads.open(facts)
  try {
    return await unlessAborted(opening, signal)
  } catch (error) {
    void opening.then(() => removeUpload(uploads, facts.id)).catch(() => undefined)
    throw error
  }
}
