import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
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
    } finally {
      await pause(50)
      done = 'closed'
    }
  }
  const into = new Writable({ write: (_piece, _encoding, callback) => callback(new Error('the disk is full')) })
  await expect(pour(pieces(), into)).rejects.toThrow('the disk is full')
  expect(done).toBe('closed')
})

test('a stream that breaks without an answer to what was written ends it, too', async () => {
  const into = new Writable({
    write() {
      setImmediate(() => this.emit('error', new Error('the other side is gone')))
    },
  })
  await expect(pour(asyncOf([Buffer.from('a'), Buffer.from('b')]), into)).rejects.toThrow('the other side is gone')
})

test('why a stream broke while the generator was busy is told, not that it cannot be written to any more', async () => {
  let gone = false
  const into = new Writable({
    write(_piece, _encoding, callback) {
      if (gone) throw new TypeError('there is no connection')
      callback()
    },
  })
  async function* pieces(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from('a'))
    gone = true
    into.emit('error', new Error('the other side is gone'))
    yield Buffer.from('b')
  }
  await expect(pour(pieces(), into)).rejects.toThrow('the other side is gone')
})

test('what the generator throws is thrown when the stream has given up', async () => {
  let given: Error | null = null
  const into = new Writable({
    write: (_piece, _encoding, callback) => callback(),
    destroy: (error, callback) => {
      setTimeout(() => {
        given = error
        callback(new Error('given up'))
      }, 50)
    },
  })
  async function* pieces(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from('a'))
    throw new Error('no more')
  }
  await expect(pour(pieces(), into)).rejects.toThrow('no more')
  expect(given).toMatchObject({ message: 'no more' })
})

test('all that is generated is written, though the memory of a piece is used for the next', async () => {
  const length = fc.oneof(fc.nat(2000), fc.constantFrom(0, 16_384, 65_535, 65_536, 65_537, 300_000))
  await fc.assert(
    fc.asyncProperty(fc.array(length, { maxLength: 12 }), async (lengths) => {
      const written: Buffer[] = []
      await pour(numbered(lengths), lazyStream(written))
      const expected = Buffer.concat(lengths.map((size, piece) => Buffer.alloc(size, piece + 1)))
      expect(Buffer.concat(written).equals(expected)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

/** Asks for more before it has written what it was given, as long as Node lets that much wait: as a socket may. */
function lazyStream(written: Buffer[]): Writable {
  const late = new Writable({
    write(piece: Buffer, _encoding, callback) {
      setImmediate(() => {
        written.push(Buffer.from(piece))
        callback()
      })
    },
  })
  return new Writable({
    write(piece, _encoding, callback) {
      if (late.write(piece)) callback()
      else late.once('drain', callback)
    },
    final: (callback) => void late.end(callback),
  })
}

async function* numbered(lengths: number[]): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(Math.max(1, ...lengths))
  for (const [piece, length] of lengths.entries()) {
    yield await Promise.resolve(memory.fill(piece + 1).subarray(0, length))
    memory.fill(0)
  }
}

async function* asyncOf(pieces: Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}
