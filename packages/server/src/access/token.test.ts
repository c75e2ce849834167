import { expect, test } from 'vitest'
import { makeToken, tokenHash, tokenId } from './token.js'

test('a token tells its id', () => {
  const { id, text } = makeToken()
  expect(text).toMatch(/^rc_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/)
  expect(tokenId(text)).toBe(id)
})

test('no two tokens are alike', () => {
  const made = Array.from({ length: 1000 }, makeToken)
  expect(new Set(made.map(({ id }) => id)).size).toBe(1000)
  expect(new Set(made.map(({ text }) => tokenHash(text).toString('hex'))).size).toBe(1000)
})

test('a token with one character mistyped is none', () => {
  const { text } = makeToken()
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === 'a' ? 'b' : 'a'
    expect(tokenId(text.slice(0, at) + other + text.slice(at + 1)), `character ${at}`).toBeUndefined()
  }
  expect(tokenId(`${text} `)).toBeUndefined()
  expect(tokenId('')).toBeUndefined()
})
