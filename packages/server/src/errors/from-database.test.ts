import { expect, test } from 'vitest'
import { isDatabaseAway } from './from-database.js'

test.each(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', '57P01', '57P02', '57P03', '08006', '53300'])(
  '%s means that the database is away',
  (code) => {
    expect(isDatabaseAway(Object.assign(new Error('broken'), { code }))).toBe(true)
  },
)

test.each(['23505', 'XX000', 'ENOENT', 'EPERM', undefined])('%s does not', (code) => {
  expect(isDatabaseAway(Object.assign(new Error('other'), { code }))).toBe(false)
})
