import { describe, expect, test } from 'vitest'
import { refuseForeignPages } from './refuse-foreign-pages.js'

const here = { loopback: true }

test.each([
  { host: '127.0.0.1:8000' },
  { host: 'localhost:8000' },
  { host: '[::1]:8000' },
  { host: 'localhost:8000', origin: 'http://localhost:8000', 'sec-fetch-site': 'same-origin' },
  { host: 'localhost:8000', 'sec-fetch-site': 'none' },
])('%j is let in', (headers) => expect(() => refuseForeignPages(headers, here)).not.toThrow())

test.each([
  { host: 'evil.example:8000' },
  { host: '127.0.0.1.evil.example' },
  {},
  { host: 'localhost:8000', origin: 'http://evil.example' },
  { host: 'localhost:8000', origin: 'http://localhost:3000' },
  { host: 'localhost:8000', origin: 'null' },
  { host: 'localhost:8000', 'sec-fetch-site': 'cross-site' },
  { host: 'localhost:8000', 'sec-fetch-site': 'same-site' },
])('%j is refused', (headers) => expect(() => refuseForeignPages(headers, here)).toThrow(/other sites' pages/))

describe('on an address that others reach', () => {
  test('any host may be asked for, but pages of other sites are refused all the same', () => {
    const open = { loopback: false }
    expect(() => refuseForeignPages({ host: 'rollcall.example' }, open)).not.toThrow()
    expect(() => refuseForeignPages({ host: 'rollcall.example', 'sec-fetch-site': 'cross-site' }, open)).toThrow(
      /cross-site/,
    )
  })
})
