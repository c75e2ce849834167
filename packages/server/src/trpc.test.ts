import { expect, test } from 'vitest'
import type { Scope } from './access/scope.js'
import type { RequestContext } from './request-context.js'
import { procedure, router } from './trpc.js'

const routes = router({
  read: procedure.read.query(() => 'the data'),
  either: procedure.oneOf('write', 'restore').query(() => 'the data'),
  undeclared: procedure.oneOf().query(() => 'the data'),
  forgotten: procedure.read.meta({ scopes: [] }).query(() => 'the data'),
})

function callerWith(token: string | null, ...scopes: Scope[]): ReturnType<typeof routes.createCaller> {
  const context: Partial<RequestContext> = { requestId: 'one', access: { token, scopes } }
  return routes.createCaller(context as RequestContext)
}

test('a procedure that declares no scope is closed to everybody', async () => {
  for (const caller of [callerWith('one', 'admin'), callerWith(null), callerWith(null, 'admin')]) {
    await expect(caller.undeclared()).rejects.toMatchObject({ reason: 'forbidden' })
    await expect(caller.forgotten()).rejects.toMatchObject({ reason: 'forbidden' })
  }
})

test('without a token it is unauthorized, with one that may not it is forbidden', async () => {
  await expect(callerWith(null).read()).rejects.toMatchObject({ reason: 'unauthorized' })
  await expect(callerWith('one', 'write').read()).rejects.toMatchObject({
    reason: 'forbidden',
    message: 'The token one has the scopes write; this needs read.',
  })
  await expect(callerWith('one', 'read').either()).rejects.toThrow('this needs write or restore')
  expect(await callerWith('one', 'read').read()).toBe('the data')
  expect(await callerWith('one', 'restore').either()).toBe('the data')
  expect(await callerWith('one', 'admin').either()).toBe('the data')
})
