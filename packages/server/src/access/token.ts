import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ID_LENGTH = 8
/** 32 of 62 characters are 190 bits. */
const SECRET_LENGTH = 32
const CHECK_LENGTH = 6
const SPELLING = new RegExp(`^rc_([0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`)

/** A token as it is shown once: `rc_<id>_<secret><check>`. */
export interface Token {
  id: string
  text: string
}

/** Makes a token nobody can guess. */
export function makeToken(): Token {
  const id = randomText(ID_LENGTH)
  const body = `rc_${id}_${randomText(SECRET_LENGTH)}`
  return { id, text: body + checkOf(body) }
}

/** The id of a token; undefined when it is mistyped, which its last characters tell without asking the database. */
export function tokenId(text: string): string | undefined {
  const id = SPELLING.exec(text)?.[1]
  return id !== undefined && checkOf(text.slice(0, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH) ? id : undefined
}

/** What is kept of a token. */
export function tokenHash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

function checkOf(body: string): string {
  let rest = crc32(body)
  let text = ''
  while (text.length < CHECK_LENGTH) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text
    rest = Math.floor(rest / ALPHABET.length)
  }
  return text
}
