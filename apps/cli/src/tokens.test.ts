// Runs the built command line against a server that answers what a test tells it to.
import { describe, expect, it } from 'vitest'
import { rollcall } from '../test/run-binary.js'
import { inputOf, refusal, scripted } from '../test/scripted-server.js'

const TOKEN = 'rc_3hR7kQ2x_00000000000000000000000000000000000000'
const token = {
  id: '3hR7kQ2x',
  name: 'nightly',
  scopes: ['backup', 'read'],
  createdAt: '2026-11-22T20:17:00.123456Z',
  expiresAt: '2027-02-20T20:17:00Z',
  lastUsedAt: null,
  revokedAt: null,
}
const WARNING = 'No token has the scope admin now.'

interface NewToken {
  expiresAt: string | null
}

describe('token create', () => {
  it('prints the token alone on standard output, and what it is beside it', async () => {
    let sent: NewToken | undefined
    await using server = await scripted({
      'tokens.create': async (request) => {
        sent = await inputOf<NewToken>(request)
        return { ...token, token: TOKEN, warning: WARNING }
      },
    })
    const args = ['token', 'create', '--name', 'nightly', '--scope', 'backup', 'read', '--expires', '90d']
    const { code, stdout, stderr } = await rollcall([...args, '--url', server.url])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${TOKEN}\n` })
    expect(stderr).toBe(`Token 3hR7kQ2x (nightly): backup, read. It is shown this once:\n${WARNING}\n`)
    expect(sent).toMatchObject({ name: 'nightly', scopes: ['backup', 'read'] })
    const days = (Date.parse(sent?.expiresAt ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(89.9)
    expect(days).toBeLessThanOrEqual(90)
  })

  it('is one document with --json', async () => {
    const made = { ...token, token: TOKEN, warning: null }
    await using server = await scripted({ 'tokens.create': () => made })
    const { stdout, stderr } = await rollcall([
      'token',
      'create',
      '--name',
      'x',
      '--scope',
      'read',
      '--json',
      '--url',
      server.url,
    ])
    expect([JSON.parse(stdout), stderr]).toEqual([made, ''])
  })

  it.each([
    [['--name', 'x'], '--scope'],
    [['--scope', 'read'], '--name'],
    [['--name', 'x', '--scope', 'root'], 'Allowed choices are read, write, backup, restore, admin'],
    [['--name', 'x', '--scope', 'read', '--expires', 'soon'], 'expected a number of days, such as 90d'],
    [['--name', 'x', '--scope', 'read', '--expires', '0'], 'expected a number of days, such as 90d'],
  ])('with %j ends with 2 and says what is wrong', async (args, told) => {
    const { code, stdout, stderr } = await rollcall(['token', 'create', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(told)
  })

  it('by who may not ends with 4', async () => {
    await using server = await scripted({ 'tokens.create': () => refusal(403, 'forbidden') })
    const { code } = await rollcall(['token', 'create', '--name', 'x', '--scope', 'read', '--url', server.url])
    expect(code).toBe(4)
  })
})

describe('token list', () => {
  it('tells until when each is good, and when it was used', async () => {
    const old = { ...token, id: '00000000', name: 'old', lastUsedAt: token.createdAt, revokedAt: token.createdAt }
    const forever = { ...token, id: '11111111', scopes: ['admin'], expiresAt: null }
    await using server = await scripted({ 'tokens.list': () => [token, old, forever] })
    const { stdout } = await rollcall(['token', 'list', '--url', server.url])
    expect(stdout).toBe(
      `id        name     scopes        made                  last used             ends
3hR7kQ2x  nightly  backup, read  2026-11-22 20:17:00Z  –                     2027-02-20 20:17:00Z
00000000  old      backup, read  2026-11-22 20:17:00Z  2026-11-22 20:17:00Z  revoked 2026-11-22 20:17:00Z
11111111  nightly  admin         2026-11-22 20:17:00Z  –                     –
`,
    )
    const json = await rollcall(['token', 'list', '--json', '--url', server.url])
    expect(JSON.parse(json.stdout)).toEqual({ tokens: [token, old, forever] })
  })
})

describe('token revoke', () => {
  it('says that it is done, and how to get in again after the last', async () => {
    const revoked = { ...token, revokedAt: token.createdAt, warning: WARNING }
    await using server = await scripted({ 'tokens.revoke': () => revoked })
    const { code, stdout, stderr } = await rollcall(['token', 'revoke', token.id, '--url', server.url])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Token ${token.id} is revoked.\n`,
      stderr: `${WARNING}\n`,
    })
    const json = await rollcall(['token', 'revoke', token.id, '--json', '--url', server.url])
    expect(JSON.parse(json.stdout)).toEqual(revoked)
  })
})

describe('audit', () => {
  const entry = {
    id: 7,
    at: '2026-11-22T20:17:00.123456Z',
    token: '3hR7kQ2x',
    requestId: 'request-7',
    action: 'departments.create',
    table: 'departments',
    rows: 1,
    result: 'done',
    detail: { id: 12 },
  }
  const first = {
    ...entry,
    id: 6,
    token: null,
    action: 'tokens.create',
    table: null,
    rows: null,
    detail: { name: 'a\u001b[1m' },
  }

  it('tells who did what, and lets no name command the terminal', async () => {
    await using server = await scripted({ 'audit.list': () => ({ entries: [entry, first], next: null }) })
    const { stdout } = await rollcall(['audit', '--url', server.url])
    expect(stdout).toBe(
      String.raw`at                    token     action              table        rows  result  detail         request
2026-11-22 20:17:00Z  3hR7kQ2x  departments.create  departments     1  done    id=12          request-7
2026-11-22 20:17:00Z  –         tokens.create       –               –  done    name=a\x1b[1m  request-7
`,
    )
    const json = await rollcall(['audit', '--json', '--url', server.url])
    expect(JSON.parse(json.stdout)).toEqual({ audit: [entry, first] })
  })

  it('asks for what the options name', async () => {
    const asked: unknown[] = []
    await using server = await scripted({
      'audit.list': ({ url = '' }) => {
        asked.push(JSON.parse(new URL(url, 'http://any').searchParams.get('input') ?? ''))
        return { entries: [], next: null }
      },
    })
    const args = ['--limit', '5', '--table', 'job', '--action', 'jobs.create', '--by', 'abc']
    const { stdout } = await rollcall(['audit', ...args, '--url', server.url])
    expect(stdout).toBe('Nothing was changed yet.\n')
    expect(asked).toEqual([{ limit: 5, table: 'jobs', action: 'jobs.create', token: 'abc' }])
  })
})
