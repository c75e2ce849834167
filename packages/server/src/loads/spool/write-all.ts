import type { FileHandle } from 'node:fs/promises'

/** Writes bytes at a place of a file, all of them: a disk that fills up takes some of them first, and says so only then. */
export async function writeAll(file: FileHandle, position: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
