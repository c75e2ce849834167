import { open } from 'node:fs/promises'

/** So much is written at once, in bytes, while as much again is gathered. */
const BLOCK = 512 * 1024

/** Writes a new file of pieces that come some at a time, and are read before the next are asked for. */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array[]>): Promise<void> {
  await using file = await open(path, 'w')
  let [gathered, spare] = [new Uint8Array(BLOCK), new Uint8Array(BLOCK)]
  let length = 0
  let written = Promise.resolve()

  async function write(): Promise<void> {
    await written
    written = file.appendFile(gathered.subarray(0, length))
    // Its failure is told when it is waited for.
    written.catch(() => undefined)
    ;[gathered, spare] = [spare, gathered]
    length = 0
  }

  async function gather(piece: Uint8Array): Promise<void> {
    for (let taken = 0; taken < piece.length;) {
      const part = piece.subarray(taken, taken + BLOCK - length)
      gathered.set(part, length)
      taken += part.length
      length += part.length
      if (length === BLOCK) await write()
    }
  }

  for await (const some of pieces) for (const piece of some) await gather(piece)
  await write()
  await written
}
