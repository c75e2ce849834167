import { expect, test } from 'vitest'
import { backupServer, inputsOf } from '../../test/backup-server.js'
import { answer, fail } from '../../test/scripted-server.js'
import { createRollcall, RollcallError } from '../index.js'

const ID = '20260101_000000_0000'
const RUNNING = { phase: 'running', done: 5, total: 10 }

test('A backup is started, followed to its end and answered', async () => {
  let looks = 0
  await using server = await backupServer({
    before({ path }, response) {
      if (path !== '/trpc/tasks.get' || ++looks > 1) return false
      answer(response, { ...server.script.task, state: 'running', progress: { done: 5, total: 10, rows: 5 } })
      return true
    },
  })
  const seen: unknown[] = []
  const backup = await createRollcall({ url: server.url }).backups.create({ onProgress: (now) => seen.push(now) })
  expect(backup).toEqual(server.script.task.result)
  expect(seen).toEqual([RUNNING])
})

test('A lost answer to a start starts the same task again', async () => {
  let lost = false
  await using server = await backupServer({
    before({ path }, response) {
      if (path !== '/trpc/backups.create' || lost) return false
      lost = true
      response.destroy()
      return true
    },
  })
  await createRollcall({ url: server.url }).backups.create()
  const [first, second] = inputsOf(server.received, 'backups.create')
  expect(first).toMatchObject({ task: expect.any(String) })
  expect(second).toEqual(first)
})

test('A start that never got an answer leaves the outcome open, and says so', async () => {
  await using server = await backupServer({ before: (_, response) => (response.destroy(), true) })
  const error = await failureOf(createRollcall({ url: server.url, retries: 0 }).backups.create())
  expect(error).toMatchObject({ code: 'unreachable', task: null, message: expect.stringContaining('is not known') })
})

test('A backup that is not whole is a result, not a failure', async () => {
  const result = { id: ID, ok: false, tables: {}, problems: ['jobs.avro is cut short'] }
  await using server = await backupServer({ task: { kind: 'verify', result } })
  expect(await createRollcall({ url: server.url }).backups.verify(ID)).toEqual(result)
  expect(inputsOf(server.received, 'backups.verify')).toMatchObject([{ backup: ID }])
})

test('A restore that was refused is told with its issues and its task', async () => {
  const issues = [{ table: 'hired_employees', id: 7, column: 'job_id', message: 'points to job 3' }]
  const error = { code: 'still_referenced', message: 'Rows stand in the way.', issues }
  await using server = await backupServer({ task: { kind: 'restore', state: 'failed', error, result: null } })
  const failure = await failureOf(createRollcall({ url: server.url }).restore('jobs', ID, { mode: 'merge' }))
  expect(failure).toMatchObject({ ...error, task: server.script.task })
  expect(inputsOf(server.received, 'backups.restore')).toMatchObject([{ table: 'jobs', backup: ID, mode: 'merge' }])
})

test('A signal cancels the task on the server, and its end tells what became of it', async () => {
  const abort = new AbortController()
  await using server = await backupServer({
    task: { state: 'running' },
    before({ path }) {
      if (path !== '/trpc/tasks.cancel') return
      const error = { code: 'cancelled' as const, message: 'The task was cancelled.', issues: [] }
      server.script.task = { ...server.script.task, state: 'cancelled', error }
    },
  })
  const create = createRollcall({ url: server.url }).backups.create({
    signal: abort.signal,
    onStarted: () => abort.abort(),
  })
  expect(await failureOf(create)).toMatchObject({ code: 'cancelled', message: 'The task was cancelled.' })
})

test('A signal that comes too late changes nothing: what is done is done', async () => {
  const abort = new AbortController()
  await using server = await backupServer({})
  const options = { signal: abort.signal, onStarted: () => abort.abort() }
  expect(await createRollcall({ url: server.url }).backups.create(options)).toMatchObject({ id: ID })
})

test('A table that is not there is refused before anything is sent', async () => {
  await using server = await backupServer({})
  const error = await failureOf(createRollcall({ url: server.url }).restore('people' as never, ID))
  expect(error.code).toBe('invalid_input')
  expect(server.received).toEqual([])
})

test('An import sends each file, and starts with their names', async () => {
  await using server = await backupServer({ task: { kind: 'import' } })
  const files = [
    { name: 'jobs.avro', content: new Blob(['abc']) },
    { name: 'departments.avro', content: ['de'] },
  ]
  await createRollcall({ url: server.url }).backups.import(files)
  expect(server.received.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual(['abc', 'de'])
  const [started] = inputsOf(server.received, 'backups.import') as [{ files: { name: string; upload: string }[] }]
  const opened = inputsOf(server.received, 'uploads.open') as { id: string }[]
  expect(started.files).toEqual([
    { name: 'jobs.avro', upload: opened[0]?.id },
    { name: 'departments.avro', upload: opened[1]?.id },
  ])
})

test('An import whose second file cannot be read leaves no upload behind', async () => {
  await using server = await backupServer({})
  const files = [{ name: 'jobs.avro', content: ['abc'] }, '/nowhere/departments.avro']
  expect(await failureOf(createRollcall({ url: server.url }).backups.import(files))).toMatchObject({
    code: 'invalid_input',
    message: 'There is no file /nowhere/departments.avro.',
  })
  expect(inputsOf(server.received, 'uploads.remove')).toHaveLength(1)
  expect(inputsOf(server.received, 'backups.import')).toEqual([])
})

test('An import the server refuses leaves no upload behind', async () => {
  await using server = await backupServer({
    before({ path }, response) {
      if (path !== '/trpc/backups.import') return false
      fail(response, 403, 'forbidden')
      return true
    },
  })
  const content = ['abc']
  const error = await failureOf(createRollcall({ url: server.url }).backups.import([{ name: 'jobs.avro', content }]))
  expect(error.code).toBe('forbidden')
  expect(inputsOf(server.received, 'uploads.remove')).toHaveLength(1)
})

test('An import whose end is not known leaves its uploads where they are', async () => {
  await using server = await backupServer({
    before: ({ path }, response) => path === '/trpc/backups.import' && (response.destroy(), true),
  })
  const rollcall = createRollcall({ url: server.url, retries: 0 })
  await failureOf(rollcall.backups.import([{ name: 'jobs.avro', content: ['abc'] }]))
  expect(inputsOf(server.received, 'uploads.remove')).toEqual([])
})

async function failureOf(call: Promise<unknown>): Promise<RollcallError> {
  const error: unknown = await call.catch((caught: unknown) => caught)
  if (error instanceof RollcallError) return error
  throw new Error(`expected a RollcallError, got ${String(error)}`)
}
