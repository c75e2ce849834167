import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { LoadTask } from '../src/index.js'
import { answer, fail, json, type Received, scriptedServer } from './scripted-server.js'

/** What is kept of a load, and what a test does in place of the usual answer: true means it has answered itself. */
export interface LoadScript {
  /** The bytes that arrived. */
  spool: string
  task: LoadTask
  before(request: Received, response: ServerResponse): boolean | void
}

/** A server that takes an upload and says its load is done; a test breaks it where it wants. Watching is not there, so tasks are polled. */
export async function loadServer(before: LoadScript['before'] = () => false, task: Partial<LoadTask> = {}) {
  const script: LoadScript = { spool: '', task: { ...doneTask, ...task }, before }
  const server = await scriptedServer((request, response) => {
    if (script.before(request, response)) return undefined
    if (request.method === 'PUT') return put(script, request, response)
    const upload = { id: 'u', bytes: null, received: script.spool.length }
    switch (request.path) {
      case '/trpc/uploads.open':
      case '/trpc/uploads.status':
      case '/trpc/uploads.remove':
        return answer(response, upload)
      case '/trpc/loads.start':
      case '/trpc/tasks.get':
      case '/trpc/tasks.cancel':
        return answer(response, script.task)
      default:
        return fail(response, 404, 'not_found')
    }
  })
  return { ...server, script }
}

function put(script: LoadScript, { search, headers, body }: Received, response: ServerResponse): void {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  if (headers['content-digest'] !== digest) return json(response, 422, plainError('damaged'))
  if (Number(search.get('offset')) !== script.spool.length) return json(response, 409, plainError('wrong_offset'))
  script.spool += body
  return json(response, 200, { id: 'u', bytes: null, received: script.spool.length })
}

/** How the plain routes fail. */
export function plainError(code: string): object {
  return { error: { code, message: code, requestId: 'request-2', issues: [] } }
}

const doneTask: LoadTask = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'load',
  state: 'done',
  progress: null,
  error: null,
  attempts: 1,
  createdAt: '2021-01-01T00:00:00Z',
  startedAt: null,
  endedAt: null,
  input: {
    table: 'jobs',
    header: 'auto',
    columns: null,
    delimiter: ',',
    encoding: 'utf-8',
    onConflict: 'reject',
    maxRejects: null,
    dryRun: false,
    upload: null,
  },
  result: {
    id: '11111111-1111-4111-8111-111111111111',
    table: 'jobs',
    state: 'done',
    dryRun: false,
    read: 1,
    inserted: 1,
    updated: 0,
    skipped: 0,
    rejected: 0,
    path: 'live',
    seconds: 0.1,
    lockedSeconds: 0,
    header: false,
    columns: ['id', 'job'],
    delimiter: ',',
    encoding: 'utf-8',
    emptyLines: 0,
    hint: null,
    rejectsKept: null,
  },
}
