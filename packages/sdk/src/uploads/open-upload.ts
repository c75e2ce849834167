import type { Procedures } from '../generated/procedures.js'
import type { Upload } from '../generated/types.js'
import type { PlatformSignal } from '../platform.js'
import { unlessAborted } from '../retry.js'
import { removeUpload } from './remove-upload.js'

type Facts = Parameters<Procedures['uploads']['open']>[0]

/** When it is given up, nobody waits longer for the server to have opened it, in milliseconds. */
const PATIENCE = 2000

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
    const removed = opening.then(() => removeUpload(uploads, facts.id)).catch(() => undefined)
    await within(PATIENCE, removed)
    throw error
  }
}

/** Waits for something, but not longer than so many milliseconds. */
async function within(milliseconds: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([something, late])
  clearTimeout(timer)
}
