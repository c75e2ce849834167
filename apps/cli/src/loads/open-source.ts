import { once } from 'node:events'
import { constants, createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { failureText } from '../output/failure-text.js'
import { WrongUsage } from '../wrong-usage.js'

/** The argument that stands for standard input. */
export const STANDARD_INPUT = '-'

/** A stream that is open: of one that cannot be opened nobody might be told. */
async function openStream(file: string): Promise<Readable> {
  const stream = createReadStream(file)
  await once(stream, 'open')
  return stream
}

/** What to load: the path of a file, or a stream for anything whose length is not known before. Refuses what cannot be read. */
export async function openSource(file: string, standardInput: Readable): Promise<string | Readable> {
  if (file === STANDARD_INPUT) return standardInput
  try {
    const found = await stat(file)
    if (found.isDirectory()) throw new WrongUsage(`${file} is a folder; name a CSV file.`)
    await access(file, constants.R_OK)
    return found.isFile() ? file : await openStream(file)
  } catch (error) {
    if (error instanceof WrongUsage) throw error
    throw new WrongUsage(`${file} cannot be read: ${failureText(error)}.`, { cause: error })
  }
}
