import Fastify, { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import type { Access } from '../access/doorkeeper.js'
import { errorHandler } from './error-handler.js'
import { guard } from './guard.js'

const admin: Access = { token: 'one', scopes: ['admin'] }

function appFor(access: Access): FastifyInstance {
  const app = Fastify()
  errorHandler(app)
  guard(app, () => Promise.resolve(access))
  app.get('/undeclared', () => 'the data')
  app.get('/trpc/undeclared', () => 'the data')
  app.get('/several', { config: { scope: ['write', 'backup'] } }, () => 'the data')
  return app
}

test.each(['/undeclared', '/trpc/undeclared'])(
  'a route that declares no scope, %s, is closed to everybody',
  async (url) => {
    for (const access of [admin, { token: null, scopes: [] }]) {
      const { statusCode, body } = await appFor(access).inject(url)
      expect(statusCode).toBe(403)
      expect(body).not.toContain('the data')
      expect(body).toContain('does not say which scope it needs')
    }
  },
)

test('of several scopes one is enough', async () => {
  const statuses = (['read', 'write', 'backup', 'restore', 'admin'] as const).map(async (scope) => {
    return (await appFor({ token: 'one', scopes: [scope] }).inject('/several')).statusCode
  })
  expect(await Promise.all(statuses)).toEqual([403, 200, 200, 403, 200])
})

test('every route is listed with what it declares', async () => {
  const app = Fastify()
  guard(app, () => Promise.resolve(admin))
  app.get('/open', { config: { scope: 'open' }, exposeHeadRoute: false }, () => 'ok')
  app.route({ method: ['PUT', 'POST'], url: '/undeclared', handler: () => 'ok' })
  await app.ready()
  expect(app.guardedRoutes).toEqual([
    { method: 'GET', url: '/open', scope: 'open' },
    { method: 'PUT', url: '/undeclared', scope: undefined },
    { method: 'POST', url: '/undeclared', scope: undefined },
  ])
})
