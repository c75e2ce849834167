import type { ServerResponse } from 'node:http'
import type { Backup, Task } from '../src/index.js'
import { answer, fail, type Received, scriptedServer } from './scripted-server.js'

/** What a test does in place of the usual answer: true means it has answered itself. */
type Before = (request: Received, response: ServerResponse) => boolean | void

/** A server on which every backup task is the given one, with uploads that take what comes. Watching is not there, so tasks are polled. */
export async function backupServer({ task = {}, backup, before }: { task?: object; backup?: Backup; before?: Before }) {
  const script = { task: { ...doneTask, ...task } as Task }
  const server = await scriptedServer((request, response) => {
    if (before?.(request, response)) return undefined
    if (request.method === 'PUT') return json(response, request.body.length)
    const [, group, name] = /^\/trpc\/(\w+)\.(\w+)$/.exec(request.path) ?? []
    if (group === 'uploads') return answer(response, { id: 'u', bytes: null, received: 0 })
    if (group === 'backups' && name === 'get') return answer(response, backup)
    if (group === 'backups' || (group === 'tasks' && name !== 'watch')) return answer(response, script.task)
    return fail(response, 404, 'not_found')
  })
  return { ...server, script }
}

/** The inputs of the calls of one procedure, in order. */
export function inputsOf(received: Received[], procedure: string): unknown[] {
  return received.filter(({ path }) => path === `/trpc/${procedure}`).map(({ body }) => JSON.parse(body) as unknown)
}

function json(response: ServerResponse, received: number): void {
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ id: 'u', bytes: null, received }))
}

const doneTask = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'backup',
  state: 'done',
  progress: null,
  error: null,
  attempts: 1,
  createdAt: '2021-01-01T00:00:00Z',
  startedAt: null,
  endedAt: null,
  input: {},
  result: { id: '20260101_000000_0000', createdAt: '2026-01-01T00:00:00Z', kind: 'manual', tables: {} },
}
