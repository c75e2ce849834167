import { expect, test } from 'vitest'
import { loadServer, plainError } from '../../test/load-server.js'
import { answer, fail, json, type Received } from '../../test/scripted-server.js'
import { createRollcall, type LoadProgress, RollcallError } from '../index.js'

const PIECE = 4 * 1024 * 1024

test('A load sends the bytes, starts, and answers the result', async () => {
  await using server = await loadServer()
  const seen: LoadProgress[] = []
  const result = await createRollcall({ url: server.url }).load('jobs', ['1,', 'Cook\n'], {
    header: 'no',
    onProgress: (progress) => seen.push(progress),
  })
  expect(result).toEqual(server.script.task.result)
  expect(server.script.spool).toBe('1,Cook\n')
  expect(started(server.received)).toMatchObject([{ table: 'jobs', header: 'no' }])
  expect(seen[0]).toEqual({ phase: 'uploading', done: 0, total: null, rows: 0, attempt: 0 })
  expect(seen.at(-1)).toEqual({ phase: 'loading', done: 7, total: 7, rows: 1, attempt: 1 })
})

test('A long source goes in pieces, each from where the last one ended', async () => {
  await using server = await loadServer()
  const text = 'x'.repeat(PIECE + 5)
  await createRollcall({ url: server.url }).load('jobs', new Blob([text]))
  expect(server.script.spool).toBe(text)
  expect(puts(server.received).map(({ search }) => search.get('offset'))).toEqual(['0', String(PIECE)])
})

test('A piece whose answer was lost is not sent again', async () => {
  let lost = false
  await using server = await loadServer((request, response) => {
    if (request.method !== 'PUT' || lost) return false
    lost = true
    server.script.spool += request.body
    response.destroy()
    return true
  })
  await createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'])
  expect(server.script.spool).toBe('1,Cook\n')
  expect(puts(server.received)).toHaveLength(1)
})

test.each([
  ['was lost', undefined],
  ['was damaged', 'damaged'],
  ['met the attempt before it', 'wrong_state'],
])('A piece that %s is sent again', async (_, code) => {
  let failed = false
  await using server = await loadServer((request, response) => {
    if (request.method !== 'PUT' || failed) return false
    failed = true
    if (code) json(response, 409, plainError(code))
    else response.destroy()
    return true
  })
  await createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'])
  expect(server.script.spool).toBe('1,Cook\n')
  expect(puts(server.received)).toHaveLength(2)
})

test('An upload that is somewhere else than any piece ends is not gone on with', async () => {
  await using server = await loadServer((request, response) => {
    if (request.method !== 'PUT') return false
    server.script.spool = request.body.slice(0, 3)
    response.destroy()
    return true
  })
  const error = await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n']))
  expect(error).toMatchObject({ code: 'wrong_offset', message: expect.stringContaining('has 3 bytes') })
  expect(started(server.received)).toEqual([])
})

test('A lost answer to the start starts the same load again', async () => {
  let lost = false
  await using server = await loadServer((request, response) => {
    if (request.path !== '/trpc/loads.start' || lost) return false
    lost = true
    response.destroy()
    return true
  })
  await createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'])
  const [first, second] = started(server.received)
  expect(second).toEqual(first)
})

test('A load that is cancelled while its upload is being opened leaves no upload', async () => {
  const leaving = new AbortController()
  let open = () => {}
  let removed = () => {}
  const isRemoved = new Promise<void>((resolve) => (removed = resolve))
  await using server = await loadServer((request, response) => {
    if (request.path === '/trpc/uploads.remove') removed()
    if (request.path !== '/trpc/uploads.open') return false
    open = () => answer(response, { id: 'u', bytes: null, received: 0 })
    leaving.abort()
    return true
  })
  const error = await failureOf(
    createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'], { signal: leaving.signal }),
  )
  expect(error).toMatchObject({ code: 'cancelled' })
  open()
  await isRemoved
})

test('A load that is cancelled while its upload is being opened does not come back before that is removed', async () => {
  const leaving = new AbortController()
  await using server = await loadServer((request) => {
    if (request.path === '/trpc/uploads.open') leaving.abort()
    return false
  })
  await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'], { signal: leaving.signal }))
  expect(idsOf(server.received, '/trpc/uploads.remove')).toEqual(idsOf(server.received, '/trpc/uploads.open'))
})

test('A source that fails loads nothing, and is the cause', async () => {
  await using server = await loadServer()
  const cause = new Error('disk gone')
  async function* broken(): AsyncGenerator<string> {
    yield '1,Cook\n'
    throw cause
  }
  const error = await failureOf(createRollcall({ url: server.url }).load('jobs', broken()))
  expect(error.cause).toBe(cause)
  expect(started(server.received)).toEqual([])
})

test('An upload that failed or was given up is removed', async () => {
  await using server = await loadServer()
  async function* broken(): AsyncGenerator<string> {
    yield '1,Cook\n'
    throw new Error('disk gone')
  }
  await failureOf(createRollcall({ url: server.url }).load('jobs', broken()))
  const abort = new AbortController()
  const onProgress = () => abort.abort()
  await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'], { signal: abort.signal, onProgress }))
  expect(idsOf(server.received, '/trpc/uploads.remove')).toEqual(idsOf(server.received, '/trpc/uploads.open'))
})

test('An upload whose load may be at it is left alone', async () => {
  await using server = await loadServer(({ path }, response) => {
    if (path !== '/trpc/loads.start') return false
    response.destroy()
    return true
  })
  await failureOf(createRollcall({ url: server.url, retries: 0 }).load('jobs', ['1,Cook\n']))
  expect(idsOf(server.received, '/trpc/uploads.remove')).toEqual([])
})

test('A load that failed is told with its task', async () => {
  const failure = { code: 'too_many_rejects' as const, message: '2 of 2 rows were rejected.', issues: [] }
  await using server = await loadServer(undefined, { state: 'failed', error: failure })
  const error = await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n']))
  expect(error).toMatchObject({ ...failure, task: server.script.task })
})

test('A signal during the upload ends it at once, even when the source keeps one waiting', async () => {
  const abort = new AbortController()
  await using server = await loadServer()
  async function* waiting(): AsyncGenerator<string> {
    abort.abort()
    await new Promise(() => {})
    yield ''
  }
  const load = createRollcall({ url: server.url }).load('jobs', waiting(), { signal: abort.signal })
  expect(await failureOf(load)).toMatchObject({ code: 'cancelled' })
  expect(started(server.received)).toEqual([])
})

test('A signal during the load cancels it on the server, and is over when the server says so', async () => {
  const abort = new AbortController()
  await using server = await loadServer(
    ({ path }) => {
      if (path === '/trpc/tasks.cancel') {
        const error = { code: 'cancelled' as const, message: 'The task was cancelled.', issues: [] }
        server.script.task = { ...server.script.task, state: 'cancelled', error }
      }
    },
    { state: 'running' },
  )
  const load = createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'], {
    signal: abort.signal,
    onStarted: () => abort.abort(),
  })
  expect(await failureOf(load)).toMatchObject({ code: 'cancelled', message: 'The task was cancelled.' })
})

test('A load that was done before it could be cancelled is done', async () => {
  const abort = new AbortController()
  await using server = await loadServer()
  const result = await createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'], {
    signal: abort.signal,
    onStarted: () => abort.abort(),
  })
  expect(result.state).toBe('done')
})

test('A server that is gone while it loads leaves the outcome open, and says so', async () => {
  await using server = await loadServer(
    ({ path }, response) => {
      if (!path.startsWith('/trpc/tasks')) return false
      response.destroy()
      return true
    },
    { state: 'running' },
  )
  const error = await failureOf(createRollcall({ url: server.url, retries: 0 }).load('jobs', ['1,Cook\n']))
  expect(error).toMatchObject({ code: 'unreachable', task: server.script.task })
  expect(error.message).toContain('is not known')
})

test('A server that says nothing of its own of an upload is a bad answer', async () => {
  await using server = await loadServer(({ method }, response) => {
    if (method !== 'PUT') return false
    json(response, 200, [])
    return true
  })
  const error = await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n']))
  expect(error.code).toBe('bad_answer')
})

test('A table that is not there is refused before anything is sent', async () => {
  await using server = await loadServer()
  const error = await failureOf(createRollcall({ url: server.url }).load('people' as never, ['1,Cook\n']))
  expect(error.code).toBe('invalid_input')
  expect(server.received).toEqual([])
})

test('An upload that may not be opened fails with what the server said', async () => {
  await using server = await loadServer((_, response) => {
    fail(response, 401, 'unauthorized', 'A token is needed.')
    return true
  })
  const error = await failureOf(createRollcall({ url: server.url }).load('jobs', ['1,Cook\n']))
  expect(error).toMatchObject({ code: 'unauthorized', message: 'A token is needed.' })
})

test('A load that is not done yet is looked at until it is', async () => {
  let looks = 0
  await using server = await loadServer(({ path }, response) => {
    if (path !== '/trpc/tasks.get' || ++looks > 1) return false
    answer(response, { ...server.script.task, state: 'running' })
    return true
  })
  expect((await createRollcall({ url: server.url }).load('jobs', ['1,Cook\n'])).state).toBe('done')
  expect(looks).toBe(2)
})

function puts(received: Received[]): Received[] {
  return received.filter(({ method }) => method === 'PUT')
}

function idsOf(received: Received[], path: string): string[] {
  const asked = received.filter((request) => request.path === path)
  return asked.map(({ body }) => (JSON.parse(body) as { id: string }).id)
}

function started(received: Received[]): unknown[] {
  return received.filter(({ path }) => path === '/trpc/loads.start').map(({ body }) => JSON.parse(body) as unknown)
}

async function failureOf(call: Promise<unknown>): Promise<RollcallError> {
  const error: unknown = await call.catch((caught: unknown) => caught)
  if (error instanceof RollcallError) return error
  throw new Error(`expected a RollcallError, got ${String(error)}`)
}
