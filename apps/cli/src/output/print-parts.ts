import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inChunks } from './in-chunks.js'
import type { Output } from './output.js'

type Parts = AsyncIterable<string | Uint8Array>

/** Prints parts as they come, for as long as somebody reads them. */
export async function printParts(output: Output, parts: Parts): Promise<void> {
  for await (const chunk of inChunks(parts)) {
    await output.print(chunk)
    if (output.closed) return
  }
}

/** Prints parts once the last one is there, so that a failure in between leaves nothing half printed; they wait in a file. */
export async function printWhole(output: Output, parts: Parts): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-'))
  try {
    const file = join(folder, 'document')
    await writeFile(file, inChunks(parts))
    await printParts(output, createReadStream(file))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
