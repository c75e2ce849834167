import type { Problem } from '@rollcall/tables'
import type { Encoding } from './encoding.js'
import { invalidUtf8At } from './utf8.js'

/** What of a text that was read from a file is no character of the file's encoding, if anything is not. */
export function encodingProblem(text: Buffer, encoding: Encoding): Pick<Problem, 'code' | 'message'> | undefined {
  const at = invalidUtf8At(text, 0, text.length)
  if (at < 0) return undefined
  return { code: 'bad_encoding', message: messages[encoding](text[at]!.toString(16).padStart(2, '0'), at + 1) }
}

const messages: Record<Encoding, (byte: string, position: number) => string> = {
  'utf-8': (byte, position) =>
    `has the byte 0x${byte} at position ${position}, which is not UTF-8; expected the file to be saved as UTF-8`,
  'utf-16': (_, position) =>
    `has half of a character at byte ${position} of its UTF-8; expected the file to be saved as UTF-16`,
  'windows-1252': (byte, position) =>
    `has the byte 0x${byte} at byte ${position} of its UTF-8, which is no character of windows-1252; expected the file to be saved as such`,
}
