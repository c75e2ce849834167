import { once } from 'node:events'
import { initTRPC } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { expect, test } from 'vitest'
import { scriptedServer } from '../test/scripted-server.js'
import { settingsOf } from './settings.js'
import { serverTransport } from './server-transport.js'

test('A stream gives its items as they come', async () => {
  await using server = await streamServer(async function* () {
    yield 1
    yield 2
  })
  expect(await all(server.transport.stream('tasks.watch', undefined))).toEqual([1, 2])
})

test('A stream that is left is closed on the server', async () => {
  let left: Promise<unknown> | undefined
  await using server = await streamServer(async function* (signal) {
    left = once(signal, 'abort')
    yield 1
    await left
  })
  for await (const _ of server.transport.stream('tasks.watch', undefined)) break
  await left
})

test('A stream ends as cancelled when its signal says so, even while nothing comes', async () => {
  const abort = new AbortController()
  await using server = await streamServer(async function* (signal) {
    yield 1
    await once(signal, 'abort')
  })
  const items = server.transport.stream('tasks.watch', undefined, { signal: abort.signal })
  const iterator = items[Symbol.asyncIterator]()
  await iterator.next()
  const next = iterator.next()
  abort.abort()
  await expect(next).rejects.toMatchObject({ code: 'cancelled' })
})

test('A stream whose connection breaks fails, and does not seem to have ended', async () => {
  await using server = await streamServer(async function* (_signal, breakOff) {
    yield 1
    breakOff()
    await new Promise(() => {})
  })
  await expect(all(server.transport.stream('tasks.watch', undefined))).rejects.toMatchObject({ code: 'unreachable' })
})

test('A stream of another service is a bad answer', async () => {
  await using server = await scriptedServer((_, response) => void response.end('hello'))
  const items = serverTransport(settingsOf({ url: server.url })).stream('tasks.watch', undefined)
  await expect(all(items)).rejects.toMatchObject({ code: 'bad_answer' })
})

type Stream = (signal: AbortSignal, breakOff: () => void) => AsyncGenerator<number>

/** A real tRPC server with one procedure, and the transport to it. */
async function streamServer(stream: Stream) {
  const t = initTRPC.context<{ breakOff: () => void }>().create()
  const watch = t.procedure.query(({ ctx, signal }) => stream(signal ?? AbortSignal.abort(), ctx.breakOff))
  const router = t.router({ tasks: t.router({ watch }) })
  const handler = createHTTPHandler({
    router,
    basePath: '/trpc/',
    createContext: ({ res }) => ({ breakOff: () => res.socket?.destroy() }),
  })
  const server = await scriptedServer((_, response, raw) => handler(raw, response), { readBody: false })
  return { ...server, transport: serverTransport(settingsOf({ url: server.url })) }
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}
