import { plainError } from '../plain-error.js'
import type { PlatformSignal, StreamReader } from '../platform.js'
import { unlessAborted } from '../retry.js'
import type { Settings } from '../settings.js'
import { withinLimits } from '../time-limit.js'
import { badAnswer, toRollcallError } from '../to-rollcall-error.js'
import type { CallOptions } from '../transport.js'
import { fileCheck } from './file-check.js'
import type { Server } from './run-backup-task.js'

interface File {
  /** The id of the backup. */
  id: string
  file: string
}

/** The bytes of a file of a backup; fails at the end when they are not those that were backed up. */
export async function* downloadFile(
  { methods, settings }: Server,
  { id, file }: File,
  { signal }: CallOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const check = fileCheck(await methods.backups.get({ id }, { signal }), file)
  const path = `/backups/${encodeURIComponent(id)}/${encodeURIComponent(file)}`
  for await (const bytes of readFile(settings, path, signal)) {
    check.add(bytes)
    yield bytes
  }
  check.end()
}

async function* readFile(
  settings: Settings,
  path: string,
  signal: PlatformSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { url, timeout } = settings
  const connection = new AbortController()
  // The file takes as long as the line needs, but something of it must come within the time limit.
  const limits = { signal, timeout, what: `${path} at ${url}` }
  try {
    const reader = await withinLimits(limits, (inner) =>
      unlessAborted(openFile(settings, path, connection.signal), inner),
    )
    for (;;) {
      const { done, value } = await withinLimits(limits, (inner) => unlessAborted(reader.read(), inner))
      if (done) return
      if (value) yield value
    }
  } catch (error) {
    throw toRollcallError(error, url)
  } finally {
    connection.abort()
  }
}

async function openFile(
  { url, headers, fetchFile }: Settings,
  path: string,
  signal: AbortSignal,
): Promise<StreamReader> {
  const response = await fetchFile(url + path, { headers, signal })
  if (response.ok && response.body) return response.body.getReader()
  const answer: unknown = await response.json()
  throw plainError(answer, response) ?? badAnswer(url, `it answered ${response.status} to a download`)
}
