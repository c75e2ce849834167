import { expect, test } from 'vitest'
import { COPY_HEADER, COPY_TRAILER } from './copy-format.js'

test('header and trailer are those of the PostgreSQL manual', () => {
  expect(COPY_HEADER.toString('hex')).toBe('5047434f50590aff0d0a000000000000000000')
  expect(COPY_TRAILER.toString('hex')).toBe('ffff')
})
