// Throws requests that are made up at every procedure and every route. No answer may be a failure of the server's, and whoever is
// refused has changed nothing.
import { readdir } from 'node:fs/promises'
import { appRouter } from '@rollcall/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type HttpAnswer, type HttpClient, httpClient, type HttpRequest } from '../support/http-client.js'
import { employees, fingerprints, parents } from '../support/people.js'
import { proofRuns } from '../support/proof-runs.js'
import { testServer, type TestServer } from '../support/test-server.js'
import { testToken } from '../support/test-token.js'
import { until } from '../support/until.js'
import { anyInput, type JsonSchema, odd } from './any-input.js'
import { anyBody, anyPart, anyQuery, mutated } from './any-request.js'

/** So many requests of one caller before the data are looked at; a proof sends 50,000 to each group of routes. */
const BLOCK = 50

const ADMIN = 'the-admin-token-of-the-environment'
const json = { 'content-type': 'application/json' }

interface Attacked extends TestServer {
  client: HttpClient
  backup: string
  /** A token that may read. */
  reader: string
}

async function attacked(): Promise<Attacked> {
  const server = await testServer(
    async (database) => {
      await parents(database)
      await employees(database, 20)
    },
    {
      access: { adminToken: ADMIN, anonymousScopes: [], loopback: true },
      // No request is turned away for coming too fast, and none that tells a wrong length is waited for.
      limits: {
        requestsPerAddress: 0,
        requestsPerToken: 0,
        bodySeconds: 1,
        idleSeconds: 1,
        waiting: 10_000,
      },
    },
  )
  const { token } = await testToken(server.database, 'read')
  const client = httpClient(server.url)
  const headers = { ...json, authorization: `Bearer ${ADMIN}` }
  const body = '{"task": "00000000-0000-4000-8000-000000000000"}'
  await client.send({ method: 'POST', path: '/trpc/backups.create', headers, body })
  const backup = await until('a backup', async () => {
    const [name = ''] = await readdir(`${server.home}/backups`).catch(() => [])
    return /^\d{8}_\d{6}_\w{4}$/.test(name) && name
  })
  return Object.assign(server, { client, backup, reader: token })
}

interface Procedure {
  _def: { type: 'query' | 'mutation'; inputs: z.ZodType[] }
}

const procedures = Object.entries(appRouter._def.procedures as object as Record<string, Procedure>).map(
  ([name, { _def }]) => ({
    name,
    method: _def.type === 'query' ? 'GET' : 'POST',
    schema:
      _def.inputs[0] &&
      (z.toJSONSchema(_def.inputs[0], { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema),
  }),
)

const stringified = (value: unknown) => JSON.stringify(value) ?? ''

/** A call of every procedure in turn. */
function calls({ backup }: Attacked): fc.Arbitrary<HttpRequest>[] {
  const known = [backup, 'departments', 'jobs.avro', 'xxxxxxxx', '2099-01-01T00:00:00Z', 'id', '5%']
  return procedures.map(({ name, method, schema }) => {
    const input = anyInput(schema, known).map(stringified)
    const got = input.map((text) => ({ method, path: `/trpc/${name}?input=${escaped(text)}` }))
    const posted = anyBody(input).map((body) => ({ method, path: `/trpc/${name}`, headers: json, body }))
    return mutated(method === 'GET' ? got : posted)
  })
}

/** Several calls in one request, of procedures that are there and others. */
function batches({ backup }: Attacked): fc.Arbitrary<HttpRequest>[] {
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...procedures.map((each) => each.name)) },
    { weight: 1, arbitrary: anyPart('__proto__', 'constructor', 'jobs', 'jobs.', '.', '') },
  )
  const names = fc.array(name, { maxLength: 6 }).map((all) => all.join(','))
  const inputs = fc.oneof(
    fc.dictionary(
      fc.constantFrom('0', '1', '2', '3', '-1', '__proto__', 'x'),
      anyInput({ type: 'object', properties: { id: { type: 'integer' } } }, [backup]),
    ),
    odd,
  )
  const batch = fc.constantFrom('batch=1', 'batch=1', 'batch=2', 'batch=1&batch=1', 'batch', 'connectionParams={')
  return ['GET', 'POST'].map((method) =>
    mutated(
      fc
        .tuple(names, batch, anyBody(inputs.map(stringified)))
        .map(([path, query, body]) =>
          method === 'GET'
            ? { method, path: `/trpc/${path}?${query}&input=${escaped(String(body))}` }
            : { method, path: `/trpc/${path}?${query}`, headers: json, body },
        ),
    ),
  )
}

/** The routes whose URL is such, each with each of its methods. */
function routes(server: Attacked, which: (url: string) => boolean): fc.Arbitrary<HttpRequest>[] {
  const { backup } = server
  const row = fc.record(
    {
      id: fc.integer({ min: 1, max: 30 }),
      department: odd,
      job: odd,
      name: odd,
      datetime: odd,
      department_id: odd,
      table_name: fc.oneof(fc.constantFrom('job', 'department'), odd),
      backup_file: fc.constantFrom(`job_backup_${backup}.avro`, '../x'),
    },
    { requiredKeys: [] },
  )
  const text = fc.oneof(
    row.map(stringified),
    fc.array(row, { maxLength: 4 }).map(stringified),
    odd.map(stringified),
    row.map((all) =>
      new URLSearchParams(
        Object.entries(all).map(([name, value]): [string, string] => [name, stringified(value)]),
      ).toString(),
    ),
    fc.array(row, { maxLength: 5 }).map((all) => all.map(({ id, job }) => `${id},${stringified(job)}`).join('\n')),
  )
  const types = fc.constantFrom('application/json', 'application/json', 'application/x-www-form-urlencoded', 'text/csv')
  const query = anyQuery(
    'year',
    'offset',
    'columns',
    'delimiter',
    'encoding',
    'header',
    'onConflict',
    'dryRun',
    'maxRejects',
  )
  return server.routes
    .filter(({ url }) => which(url))
    .map(({ method, url }) => {
      const parts = url
        .split(/(:\w+|\*)/)
        .map((part) => (/^[:*]/.test(part) ? anyPart(backup, 'jobs', 'jobs.avro', 'manifest.json') : fc.constant(part)))
      const path = fc.tuple(fc.tuple(...parts), query).map(([all, asked]) => all.join('') + asked)
      const bodiless = path.map((each): HttpRequest => ({ method, path: each }))
      const full = fc
        .tuple(path, types, anyBody(text))
        .map(([each, type, body]): HttpRequest => ({ method, path: each, headers: { 'content-type': type }, body }))
      return mutated(/^(GET|HEAD|OPTIONS)$/.test(method) ? bodiless : full)
    })
}

test.each<[string, (server: Attacked) => fc.Arbitrary<HttpRequest>[]]>([
  ['every procedure', calls],
  ['batches of procedures', batches],
  ['the old paths', (server) => routes(server, (url) => url.startsWith('/api/') && !url.startsWith('/api/loads'))],
  ['every other route', (server) => routes(server, (url) => !/^\/(api\/(?!loads)|trpc)/.test(url))],
])('requests that are made up harm nothing: %s', async (_group, makers) => {
  await using server = await attacked()
  using client = server.client
  const one = fc.constantFrom(...makers(server)).chain((requests) => requests)
  for (let block = 0; block < proofRuns(3); block++) {
    const requests = fc.sample(one, { seed: block, numRuns: BLOCK })
    const before = await data(server)
    const token = [undefined, server.reader, 'rc_x'][block % 3]
    await Promise.all(requests.map((request) => answered(client, request, token)))
    expect([block, await data(server)]).toEqual([block, before])
    await asAdmin(server, requests)
  }
  expect(await client.send({ method: 'GET', path: '/healthz' })).toMatchObject({ status: 200 })
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

/** One after the other, so that what each changed is known. */
async function asAdmin(server: Attacked, requests: HttpRequest[]): Promise<void> {
  let before = await data(server)
  for (const request of requests) {
    const { status } = await answered(server.client, request, ADMIN)
    const after = await data(server)
    if (status >= 400) expect([request, status, after]).toEqual([request, status, before])
    before = after
  }
}

/** All that a refused request must leave as it was, once no task is under way. */
async function data(server: Attacked): Promise<unknown> {
  const { database, home } = server
  const tokens = await until('the end of the tasks', async () => {
    const [found] = await database.sql<{ tokens: unknown }>(
      `SELECT ARRAY(SELECT (id, name, scopes, revoked_at)::text FROM tokens ORDER BY id) AS tokens
        WHERE NOT EXISTS (SELECT FROM tasks WHERE state IN ('waiting', 'running'))`,
    )
    return found?.tokens
  })
  return { rows: await fingerprints(database), tokens, backups: (await readdir(`${home}/backups`)).toSorted() }
}

/** The answer to a request, which is no failure of the server's and, if it is an error, in its shape. */
async function answered(client: HttpClient, request: HttpRequest, token: string | undefined): Promise<HttpAnswer> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const asked = { ...request, headers: { ...request.headers, ...authorization } }
  const answer = await client.send(asked).catch((error: unknown) => {
    // A request that lies about its length, or whose headers are too large, may be cut off before its answer.
    if (request.alone || stringified(request).length > 15_000) return { status: 400, headers: {}, body: '{}' }
    throw new Error(`No answer to ${stringified(shown(asked))}`, { cause: error })
  })
  const { status, body } = answer
  // A busy machine may find itself not ready, and says so.
  const answerable = status < 500 || (status === 503 && request.path.startsWith('/readyz'))
  const fine = answerable && !/"(reason|code)":"internal"/.test(body) && (status < 400 || body === '' || isObject(body))
  if (!fine) throw new Error(`${stringified(shown(asked))} was answered ${status} ${body.slice(0, 1000)}`)
  return answer
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    // A stream of answers: a JSON text a line.
    return /^\{.*\}\n/.test(text)
  }
}

function shown({ body, ...request }: HttpRequest): unknown {
  return { ...request, body: typeof body === 'string' ? body : body?.toString('latin1') }
}

function escaped(text: string): string {
  return encodeURIComponent(text.slice(0, 8000).toWellFormed())
}
