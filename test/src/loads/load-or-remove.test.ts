import { randomUUID } from 'node:crypto'
import type { RollcallError } from '@rollcall/sdk'
import { expect, test } from 'vitest'
import { ended } from '../support/finish-task.js'
import { proofRuns } from '../support/proof-runs.js'
import { testServer, type TestServer } from '../support/test-server.js'

async function upload({ rollcall, url }: TestServer, csv: string): Promise<string> {
  const { id } = await rollcall.uploads.open({ id: randomUUID() })
  const { status } = await fetch(`${url}/uploads/${id}?offset=0`, { method: 'PUT', body: csv })
  expect(status).toBe(200)
  return id
}

test('an upload that is loaded and removed at once is either loaded or removed', async () => {
  await using server = await testServer()
  const { loads, uploads } = server.rollcall
  let loaded = 0
  for (let round = 0; round < proofRuns(20); round++) {
    const file = await upload(server, `${round},Clerk\n`)
    const id = randomUUID()
    const [start, removal] = await Promise.allSettled([
      loads.start({ id, upload: file, table: 'jobs' }),
      uploads.remove({ id: file }),
    ])
    if (start.status === 'fulfilled') {
      expect(await ended(server.rollcall, id)).toMatchObject({ state: 'done', result: { inserted: 1 } })
      expect(removal).toMatchObject({ status: 'rejected' })
      loaded++
    } else {
      expect((start.reason as RollcallError).code).toBe('not_found')
      expect(removal.status).toBe('fulfilled')
    }
  }
  expect(await server.database.sql('SELECT FROM jobs')).toHaveLength(loaded)
})
