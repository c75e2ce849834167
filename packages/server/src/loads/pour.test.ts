import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pour } from './pour.js'

test('what cannot be written fails only when the generator has done what it does on its way out', async () => {
  let done = ''
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        yield Buffer.alloc(1000)
        await pause(1)
      }
    } catch {
      await pause(50)
      done = 'kept'
    } finally {
      await pause(20)
      done += ' and closed'
    }
  }
  const into = new Writable({ write: (_piece, _encoding, callback) => callback(new Error('the disk is full')) })
  await expect(pour(pieces(), into)).rejects.toThrow('the disk is full')
  expect(done).toBe('kept and closed')
})

test('all that is generated is written', async () => {
  const pieces = Array.from({ length: 100 }, (_, piece) => Buffer.from(String(piece)))
  const written: string[] = []
  const into = new Writable({
    write: (piece: Buffer, _encoding, callback) => {
      written.push(piece.toString())
      setImmediate(callback)
    },
  })
  await pour(asyncOf(pieces), into)
  expect(written.join()).toBe(pieces.map(String).join())
})

async function* asyncOf(pieces: Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}
