import { randomUUID } from 'node:crypto'
import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { createServer } from '@rollcall/server'
import pino from 'pino'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { tempFolder } from '../support/temp-folder.js'
import { testServer } from '../support/test-server.js'
import { clientWith } from '../support/test-token.js'

const DAY = 86_400_000

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString()

test('a token made over the API lets in at once, and ends at once', async () => {
  await using server = await testServer()
  const admin = await clientWith(server, 'admin')
  const made = await admin.tokens.create({
    name: ' nightly ',
    scopes: ['backup', 'read', 'read'],
    expiresAt: inDays(90),
  })
  expect(made).toMatchObject({ name: 'nightly', scopes: ['backup', 'read'], lastUsedAt: null, warning: null })
  const client = createRollcall({ url: server.url, token: made.token, retries: 0 })
  expect(await client.backups.list()).toEqual([])
  const [listed] = await admin.tokens.list()
  expect(listed).toMatchObject({ id: made.id, lastUsedAt: expect.stringMatching(/Z$/), revokedAt: null })
  expect(JSON.stringify(await admin.tokens.list())).not.toContain(made.token.slice(12))
  const revoked = await admin.tokens.revoke({ id: made.id })
  expect(revoked.revokedAt).toMatch(/Z$/)
  expect(await failure(client.backups.list())).toMatchObject({ code: 'unauthorized' })
  expect(await admin.tokens.revoke({ id: made.id })).toEqual(revoked)
})

test('a token that is revoked on one server is none on another of the same database, at once', async () => {
  await using server = await testServer()
  await using home = await tempFolder()
  const log = pino({ level: 'silent' })
  await using other = await createServer({ databaseUrl: server.database.url, home: home.path, log, version: 'test' })
  const url = await other.listen({ host: '127.0.0.1', port: 0 })
  const admin = await clientWith(server, 'admin')
  for (let round = 0; round < 5; round++) {
    const { id, token } = await admin.tokens.create({ name: 'short', scopes: ['read'] })
    const elsewhere = createRollcall({ url, token, retries: 0 })
    await elsewhere.departments.list()
    await admin.tokens.revoke({ id })
    expect(await failure(elsewhere.departments.list())).toMatchObject({ code: 'unauthorized' })
  }
})

test('whoever watches a task is refused as soon as the token ends', async () => {
  await using server = await testServer()
  const admin = await clientWith(server, 'admin')
  const reader = await clientWith(server, 'read')
  const id = randomUUID()
  await server.database.sql(
    `INSERT INTO tasks (id, kind, state, server, input) VALUES ($1, 'backup', 'running', 1, '{}')`,
    [id],
  )
  const watched = async () => {
    for await (const { state } of reader.tasks.watch({ id })) {
      expect(state).toBe('running')
      await admin.tokens.revoke({ id: reader.id })
    }
  }
  expect(await failure(watched())).toMatchObject({ code: 'unauthorized' })
})

test('a token ends when it expires', async () => {
  await using server = await testServer()
  const admin = await clientWith(server, 'admin')
  const { id, token } = await admin.tokens.create({ name: 'short', scopes: ['read'], expiresAt: inDays(1) })
  const client = createRollcall({ url: server.url, token, retries: 0 })
  await client.departments.list()
  await server.database.sql('UPDATE tokens SET expires_at = clock_timestamp() WHERE id = $1', [id])
  expect(await failure(client.departments.list())).toMatchObject({ code: 'unauthorized' })
})

test.each([
  ['no name', { name: ' \n', scopes: ['read' as const] }, 'The name is empty'],
  ['a long name', { name: 'x'.repeat(101), scopes: ['read' as const] }, 'has 101 characters'],
  ['a name with control characters', { name: 'a\u0000b', scopes: ['read' as const] }, 'control characters'],
  ['no scope', { name: 'x', scopes: [] }, 'has no scope'],
  ['an end in the past', { name: 'x', scopes: ['read' as const], expiresAt: inDays(-1) }, 'which is past'],
  ['an end that is no moment', { name: 'x', scopes: ['read' as const], expiresAt: 'soon' }, 'expiresAt'],
  ['an unknown scope', { name: 'x', scopes: ['root' as 'admin'] }, 'scopes'],
])('a token with %s is refused, and none is made', async (_, token, told) => {
  await using server = await testServer()
  const error = await failure(server.rollcall.tokens.create(token))
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(told) })
  expect(await server.database.sql('SELECT FROM tokens UNION ALL SELECT FROM audit')).toEqual([])
})

test('there may be a thousand valid tokens, not more', async () => {
  await using server = await testServer()
  const admin = await clientWith(server, 'admin')
  await server.database.sql(
    `INSERT INTO tokens (id, name, sha256, scopes, revoked_at) SELECT 'old' || n, 'x', '', '{read}', now() FROM generate_series(1, 50) AS n`,
  )
  await server.database.sql(
    `INSERT INTO tokens (id, name, sha256, scopes) SELECT 'x' || n, 'x', '', '{read}' FROM generate_series(1, 998) AS n`,
  )
  await admin.tokens.create({ name: 'the last', scopes: ['read'] })
  expect(await failure(admin.tokens.create({ name: 'one more', scopes: ['read'] }))).toMatchObject({
    code: 'wrong_state',
    message: expect.stringContaining('Revoke those that nobody uses'),
  })
})

test('whoever ends the last admin token is told how to get in again', async () => {
  await using server = await testServer()
  const [admin, second] = [await clientWith(server, 'admin'), await clientWith(server, 'admin')]
  expect(await admin.tokens.revoke({ id: second.id })).toMatchObject({ warning: null })
  expect(await admin.tokens.revoke({ id: admin.id })).toMatchObject({
    warning: expect.stringContaining('rollcall-server token create --name admin --scope admin'),
  })
})

test('whoever makes a first token without admin is told so too', async () => {
  await using server = await testServer()
  const made = await server.rollcall.tokens.create({ name: 'first', scopes: ['read'] })
  expect(made.warning).toContain('No token has the scope admin')
})

test('the admin token of the environment is a way in, and is named in the audit', async () => {
  await using server = await testServer()
  await using home = await tempFolder()
  const adminToken = 'a-token-of-the-environment'
  await using own = await createServer({
    databaseUrl: server.database.url,
    home: home.path,
    access: { adminToken, anonymousScopes: [], loopback: true },
    log: pino({ level: 'silent' }),
    version: 'test',
  })
  const url = await own.listen({ host: '127.0.0.1', port: 0 })
  const admin = createRollcall({ url, token: adminToken })
  expect(await admin.tokens.create({ name: 'first', scopes: ['read'] })).toMatchObject({ warning: null })
  expect(await admin.audit.list()).toMatchObject({ entries: [{ action: 'tokens.create', token: 'admin' }] })
  const wrong = createRollcall({ url, token: `${adminToken}x`, retries: 0 })
  expect(await failure(wrong.tokens.list())).toMatchObject({ code: 'unauthorized' })
})

test('a wrong secret under the id of a token does not count as a use of it', async () => {
  await using server = await testServer()
  const admin = await clientWith(server, 'admin')
  const made: Awaited<ReturnType<Rollcall['tokens']['create']>>[] = []
  for (const name of ['one', 'other']) made.push(await admin.tokens.create({ name, scopes: ['read'] }))
  await server.database.sql('UPDATE tokens SET sha256 = set_byte(sha256, 0, get_byte(sha256, 0) # 1) WHERE id = $1', [
    made[0]?.id,
  ])
  const client = createRollcall({ url: server.url, token: made[0]?.token, retries: 0 })
  expect(await failure(client.departments.list())).toMatchObject({ code: 'unauthorized' })
  expect((await admin.tokens.list()).find(({ id }) => id === made[0]?.id)?.lastUsedAt).toBeNull()
})
