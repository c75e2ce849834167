import { createRollcall, type Rollcall } from '@rollcall/sdk'
import { createToken, openDatabase, revokeToken, type Scope } from '@rollcall/server'
import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { serverHome } from '../support/server-home.js'
import { serverCommand, startServer } from '../support/server-process.js'
import { testServer } from '../support/test-server.js'
import { clientWith } from '../support/test-token.js'
import { until } from '../support/until.js'

const codeOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'allowed',
    async () => (await failure(call)).code,
  )

test('once there is a token, everybody needs one', async () => {
  await using server = await testServer()
  await server.rollcall.departments.list()
  const admin = await clientWith(server, 'admin')
  await until(
    'the server to ask for tokens',
    async () => (await codeOf(server.rollcall.departments.list())) === 'unauthorized',
  )
  expect(await codeOf(admin.departments.list())).toBe('allowed')
  const plain = await fetch(`${server.url}/api/departments/`)
  expect(plain.status).toBe(401)
  const upload = await fetch(`${server.url}/uploads/${crypto.randomUUID()}?offset=0`, { method: 'PUT', body: 'x' })
  expect(upload.status).toBe(401)
  const open = await Promise.all(['/healthz', '/readyz'].map(async (path) => (await fetch(server.url + path)).status))
  expect(open).toEqual([200, 200])
})

test('a token may do what its scopes say, and nothing else', async () => {
  await using server = await testServer()
  const calls: Record<Scope, (rollcall: Rollcall) => Promise<unknown>> = {
    read: (rollcall) => rollcall.reports.years(),
    write: (rollcall) => rollcall.departments.create({ id: Math.floor(Math.random() * 1e9), department: 'Legal' }),
    backup: (rollcall) => rollcall.backups.list(),
    restore: (rollcall) => rollcall.restore('departments', '20200101_000000_0000', { dryRun: true }),
    admin: (rollcall) => rollcall.backups.list(),
  }
  for (const scope of ['read', 'write', 'backup'] as const) {
    const client = await clientWith(server, scope)
    for (const wanted of ['read', 'write', 'backup', 'restore'] as const) {
      expect([scope, wanted, await codeOf(calls[wanted](client))]).toEqual([
        scope,
        wanted,
        scope === wanted ? 'allowed' : 'forbidden',
      ])
    }
  }
  const admin = await clientWith(server, 'admin')
  for (const wanted of ['read', 'write', 'backup'] as const) expect(await codeOf(calls[wanted](admin))).toBe('allowed')
})

test('a token that is revoked, expired, or mistyped is refused at once, and the server stays closed', async () => {
  await using server = await testServer()
  const client = await clientWith(server, 'read')
  const expired = await clientWith(server, 'read')
  await server.database.sql(`UPDATE tokens SET expires_at = now() WHERE id = $1`, [expired.id])
  expect(await codeOf(client.departments.list())).toBe('allowed')
  expect(await codeOf(expired.departments.list())).toBe('unauthorized')
  await using database = openDatabase(server.database.url)
  await revokeToken(database.query, client.id)
  expect(await codeOf(client.departments.list())).toBe('unauthorized')
  const nobody = createRollcall({ url: server.url, token: 'rc_00000000_x' })
  expect(await codeOf(nobody.departments.list())).toBe('unauthorized')
  await until(
    'the server to ask for tokens',
    async () => (await codeOf(server.rollcall.departments.list())) === 'unauthorized',
  )
})

test('of a token only its hash is kept', async () => {
  await using server = await testServer()
  await using database = openDatabase(server.database.url)
  const { token } = await createToken(database.query, { name: 'test', scopes: ['read'], expiresAt: null })
  const [row] = await server.database.sql<{ row: string }>('SELECT row_to_json(tokens)::text AS row FROM tokens')
  expect(row?.row).not.toContain(token.slice(12))
})

test.each([
  ['origin', 'http://evil.example'],
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-site', 'same-site'],
])('without a token, a request with %s: %s is refused', async (name, value) => {
  await using server = await testServer()
  for (const path of ['/trpc/reports.years', '/api/departments/', '/api/backup/', '/backups/x/manifest.json']) {
    expect([path, (await fetch(server.url + path, { headers: { [name]: value } })).status]).toEqual([path, 403])
  }
  expect(await server.rollcall.backups.list()).toEqual([])
})

test('on an address that others reach, the server starts with a token only, and says how to make one', async () => {
  await using home = await serverHome()
  const open = { HOST: '0.0.0.0' }
  await expect(startServer({ home: home.path, env: open })).rejects.toThrow(
    'rollcall-server token create --name admin --scope admin',
  )
  const made = await serverCommand(home.path, 'token', 'create', '--name', 'admin', '--scope', 'admin')
  expect(made.stdout).toMatch(/^rc_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}\n$/)
  await using server = await startServer({ home: home.path, env: { ...open, ROLLCALL_ANONYMOUS_SCOPES: 'read' } })
  const url = server.url.replace('0.0.0.0', '127.0.0.1')
  expect((await fetch(`${url}/api/departments/`)).status).toBe(200)
  expect((await fetch(`${url}/api/backup/`)).status).toBe(401)
  const admin = createRollcall({ url, token: made.stdout.trim() })
  expect(await admin.backups.list()).toEqual([])
  expect(await server.stop()).toBe(0)
})
