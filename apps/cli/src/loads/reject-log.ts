import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { Reject } from '@rollcall/sdk'

/** How many rejects are shown at once. */
const FIRST = 5

/** Gathers rejects of which there may be any number: they wait in a file, which is gone when the log is disposed of. */
export interface RejectLog extends AsyncDisposable {
  /** A few to begin with. */
  readonly first: Reject[]
  add(rejects: readonly Reject[]): Promise<void>
  /** All of them, in the order in which they came; nothing can be added any more. */
  all(): AsyncGenerator<Reject>
  /** Leaves the file where it is, and answers where. */
  keep(): string
}

/** Makes a log, which keeps no more than the first few unless it shall keep all. */
export async function createRejectLog({ keepAll }: { keepAll: boolean }): Promise<RejectLog> {
  const first: Reject[] = []
  const file = keepAll ? await openFile() : null
  let kept = false
  return {
    first,
    async add(rejects) {
      first.push(...rejects.slice(0, FIRST - first.length))
      for (const reject of rejects) await file?.write(JSON.stringify(reject))
    },
    async *all() {
      if (!file) yield* first
      else for await (const line of file.lines()) yield JSON.parse(line) as Reject
    },
    keep() {
      kept = true
      return file?.path ?? ''
    },
    async [Symbol.asyncDispose]() {
      if (!kept) await file?.remove()
    },
  }
}

interface LineFile {
  path: string
  write(line: string): Promise<void>
  lines(): AsyncIterable<string>
  remove(): Promise<void>
}

async function openFile(): Promise<LineFile> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-'))
  const path = join(folder, 'rejects')
  const stream = createWriteStream(path)
  // A write that fails tells whoever asked for it.
  stream.on('error', () => undefined)
  return {
    path,
    write: (line) =>
      new Promise((resolve, reject) => stream.write(`${line}\n`, (error) => (error ? reject(error) : resolve()))),
    async *lines() {
      stream.end()
      await finished(stream)
      yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity })
    },
    async remove() {
      stream.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
