import type { Procedures } from '../generated/procedures.js'

/** Nobody waits longer for the server to tidy up, in milliseconds. */
const PATIENCE = 2000

/** Takes an upload that will not be used off the server; that this fails is no failure of what it was for. */
export async function removeUpload(uploads: Procedures['uploads'], id: string): Promise<void> {
  const limit = AbortSignal.timeout(PATIENCE)
  await uploads.remove({ id }, { signal: limit }).catch(() => undefined)
}
