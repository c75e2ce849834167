// Walks everything a server can be asked, with every scope and none: what is allowed is what the README says, and nothing else.
import { readFile } from 'node:fs/promises'
import { tables } from '@rollcall/sdk'
import { appRouter, type Scope, scopes } from '@rollcall/server'
import { expect, test } from 'vitest'
import { testServer, type TestServer } from '../support/test-server.js'
import { testToken } from '../support/test-token.js'

/** What anybody may ask, because it holds none of the data. */
const OPEN = /^\/(healthz|readyz|openapi\.json|docs(\/.*)?)$/

// The router's own type tells each procedure's input and output, but not that all of them are declared alike.
const declared = appRouter._def.procedures as object as Record<string, Declared>

const procedures = Object.entries(declared).map(([path, { _def }]) => ({
  path,
  method: _def.type === 'query' ? 'GET' : 'POST',
  scopes: _def.meta?.scopes ?? [],
}))

interface Declared {
  _def: { type: string; meta?: { scopes: Scope[] } }
}

/** Whoever may come: with a token of one scope, with one that is none, and without. */
type Callers = Map<Scope | 'nobody' | 'forger', Record<string, string>>

async function closedServer(): Promise<TestServer & { callers: Callers }> {
  const callers: Callers = new Map([
    ['nobody', {}],
    ['forger', { authorization: `Bearer rc_00000000_${'0'.repeat(38)}` }],
  ])
  const server = await testServer(async (database) => {
    for (const scope of scopes) {
      const { token } = await testToken(database, scope)
      callers.set(scope, { authorization: `Bearer ${token}` })
    }
  })
  return Object.assign(server, { callers })
}

/** What became of each caller: 401, 403, or `let in` whatever was answered then. */
async function walk({ url, callers }: { url: string; callers: Callers }, path: string, init: RequestInit) {
  const met: Record<string, number | string> = {}
  for (const [caller, authorization] of callers) {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(authorization)) headers.set(name, value)
    const response = await fetch(url + path, { ...init, headers })
    await response.arrayBuffer()
    expect(response.status, `${path} for ${caller}`).toBeLessThan(500)
    met[caller] = [401, 403].includes(response.status) ? response.status : 'let in'
  }
  return met
}

function expected(needed: readonly Scope[]): Record<string, number | string> {
  const met = scopes.map((scope) => [scope, needed.includes(scope) || scope === 'admin' ? 'let in' : 403])
  return { nobody: 401, forger: 401, ...(Object.fromEntries(met) as Record<string, number | string>) }
}

test('every procedure says what it needs, and lets in only who has it', async () => {
  await using server = await closedServer()
  for (const { path, method, scopes: needed } of procedures) {
    expect(needed, path).not.toEqual([])
    expect([path, await walk(server, `/trpc/${path}`, asked(method))]).toEqual([path, expected(needed)])
  }
})

/** Without the input it wants, so that whoever is let in does nothing. */
function asked(method: string): RequestInit {
  return method === 'GET' ? {} : { method, headers: { 'content-type': 'application/json' }, body: '{}' }
}

test('every route says what it needs, and lets in only who has it', async () => {
  await using server = await closedServer()
  expect(server.routes.length).toBeGreaterThan(20)
  for (const { method, url, scope } of server.routes) {
    const name = `${method} ${url}, which needs ${String(scope)}`
    // Its procedures are walked above.
    if (url === '/trpc/:path') {
      expect([name, scope]).toEqual([name, 'procedure'])
      continue
    }
    const met = await walk(server, url.replaceAll(/:\w+|\*/g, 'x'), { method })
    if (OPEN.test(url)) expect([name, new Set(Object.values(met))]).toEqual([name, new Set(['let in'])])
    else expect([name, met]).toEqual([name, expected(routeScope(method, url))])
  }
})

/** What a route must need, said here once more. */
function routeScope(method: string, url: string): Scope[] {
  if (url === '/uploads/:id') return ['write', 'backup']
  if (url === '/backups/:id/:file') return ['backup']
  if (/^(GET|POST)$/.test(method) && url === '/api/backup') return ['backup']
  if (method === 'GET' && url === '/api/list-backups') return ['backup', 'restore']
  if (method === 'POST' && url === '/api/restore-table') return ['restore']
  const writes = /^\/api\/(departments(-list|-bulk-list)?|job-bulk-list|hired-employee-bulk-list)(-serializer)?$/
  if (method === 'POST' && writes.test(url)) return ['write']
  if (method === 'PUT' && url === '/api/loads/:table') return ['write']
  // What another path or method is answered with, 405, anybody may know who may look.
  if (url.startsWith('/api/') || url === '/metrics') return ['read']
  throw new Error(`${method} ${url} is new: say here what it needs`)
}

test('the README has each procedure under the scopes it needs', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const told = Object.fromEntries(
    scopes.map((scope) => [scope, new RegExp(`^\\| \`${scope}\` +\\|(.*)\\|$`, 'm').exec(readme)?.[1] ?? '']),
  )
  for (const scope of scopes) {
    const needing = procedures.filter((procedure) => procedure.scopes.includes(scope)).map(({ path }) => toldAs(path))
    expect([scope, namesIn(told[scope] ?? '')]).toEqual([scope, [...new Set(needing)].toSorted()])
  }
})

/** The procedures of the tables are told once for all of them. */
function toldAs(path: string): string {
  const [group = '', name = ''] = path.split('.')
  return tables.some(({ router }) => router === group) ? `<table>.${name}` : path
}

/** `<table>.{list, get}, tasks.watch, tokens.*` → each of them. */
function namesIn(cell: string): string[] {
  const names = [...cell.matchAll(/`([<>\w]+)\.(?:\{([^}]*)\}|(\w+|\*))`/g)].flatMap(([, group = '', several, one]) =>
    one === '*' ? allOf(group) : (several ?? one ?? '').split(',').map((name) => `${group}.${name.trim()}`),
  )
  return names.toSorted()
}

function allOf(group: string): string[] {
  return procedures.map(({ path }) => path).filter((path) => path.startsWith(`${group}.`))
}
