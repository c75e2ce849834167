import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createOutput } from './output.js'

const failing = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })) })

describe('a reader that went away', () => {
  it('is no error, and no more is written for it', async () => {
    const output = createOutput(failing('EPIPE'), new Writable())
    await output.print('one')
    await output.print('two')
    expect(output.closed).toBe(true)
  })
})

describe('a disk that is full', () => {
  it('is an error that says so', async () => {
    const output = createOutput(failing('ENOSPC'), new Writable())
    await expect(output.print('one')).rejects.toThrow(
      'The result cannot be written: the disk is full. What was done stays done.',
    )
  })
})
