import type { createHash } from 'node:crypto'
import type * as files from 'node:fs/promises'

/** A file that can be read in parts: what it takes to go on with an upload of it that was interrupted. */
export interface SourceFile {
  /** Of its size, its beginning and its end, in hexadecimal; files that differ in the middle only have the same. */
  fingerprint: () => Promise<string>
  /** The SHA-256 of so many bytes from its beginning, in base64. */
  sha256: (bytes: number) => Promise<string>
  /** Its bytes from there on. */
  from: (offset: number) => AsyncIterable<Uint8Array>
}

/** How much of the beginning and of the end is in the fingerprint, and how much is read at once, in bytes. */
const EDGE = 1024 * 1024

/** What is told of a file by its bytes. */
export function fileHashes(
  { open }: Pick<typeof files, 'open'>,
  path: string,
  size: number,
): Pick<SourceFile, 'fingerprint' | 'sha256'> {
  async function hash(begin: string, ranges: [from: number, to: number][]): Promise<ReturnType<typeof createHash>> {
    // Not a static import: in a browser there is no such module, and bundlers must not look for it.
    const name = 'node:crypto'
    const crypto = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as {
      createHash: typeof createHash
    }
    const made = crypto.createHash('sha256').update(begin)
    const file = await open(path)
    try {
      for (const [from, to] of ranges) {
        for (let at = from; at < to;) {
          const length = Math.min(EDGE, to - at)
          const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, at)
          if (bytesRead === 0) break
          made.update(buffer.subarray(0, bytesRead))
          at += bytesRead
        }
      }
    } finally {
      await file.close()
    }
    return made
  }

  return {
    async fingerprint() {
      const edges: [number, number][] = [
        [0, Math.min(EDGE, size)],
        [Math.max(0, size - EDGE), size],
      ]
      return (await hash(`${size}\n`, edges)).digest('hex')
    },
    sha256: async (bytes) => (await hash('', [[0, bytes]])).digest('base64'),
  }
}
