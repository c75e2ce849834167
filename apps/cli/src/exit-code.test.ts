import { RollcallError } from '@rollcall/sdk'
import { expect, it } from 'vitest'
import { exitCodeOf } from './exit-code.js'
import { WrongUsage } from './wrong-usage.js'

it.each(['unauthorized', 'forbidden'] as const)('exits with 4 when the server says %s', (code) => {
  expect(exitCodeOf(new RollcallError(code, 'no'))).toBe(4)
})

it('exits with 5 when no server can be reached', () => {
  expect(exitCodeOf(new RollcallError('unreachable', 'no'))).toBe(5)
})

it('exits with 2 on wrong usage', () => {
  expect(exitCodeOf(new WrongUsage('no'))).toBe(2)
})

it.each(['invalid_input', 'too_many_rejects', 'internal', 'timeout'] as const)(
  'exits with 1 when the server says %s',
  (code) => {
    expect(exitCodeOf(new RollcallError(code, 'no'))).toBe(1)
  },
)

it('exits with 1 on any other error', () => {
  expect(exitCodeOf(new TypeError('no'))).toBe(1)
})
