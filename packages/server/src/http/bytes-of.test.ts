import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { bytesOf, leaveBodies } from './bytes-of.js'

const MB = 1024 * 1024

test('a body is not read faster than its bytes are dealt with', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  let goOn = () => undefined as void
  const looked = new Promise<void>((resolve) => (goOn = resolve))
  leaveBodies(app)
  app.put('/', async (asked) => {
    let bytes = 0
    for await (const chunk of bytesOf(asked)) {
      bytes += chunk.length
      await looked
    }
    return { bytes }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const sending = request({ port, host: '127.0.0.1', method: 'PUT', headers: { 'content-length': 64 * MB } })
  const answer = new Promise<string>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (response) => response.setEncoding('utf8').on('data', resolve))
  })
  for (let sent = 0; sent < 64; sent++) sending.write(Buffer.alloc(MB))
  sending.end()
  // Until no more goes through: what the system holds between the two is some megabytes.
  let waiting = -1
  while (waiting !== sending.writableLength) {
    waiting = sending.writableLength
    await pause(300)
  }
  expect(waiting).toBeGreaterThan(32 * MB)
  goOn()
  expect(JSON.parse(await answer)).toEqual({ bytes: 64 * MB })
})
