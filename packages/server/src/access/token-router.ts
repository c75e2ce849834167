import { z } from 'zod'
import { procedure, router } from '../trpc.js'
import { scopes } from './scope.js'

const scopeSchema = z.enum(scopes).meta({ id: 'Scope', description: 'What a token may do; `admin` is everything.' })

const instant = z.string().nullable()

const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    createdAt: z.string(),
    expiresAt: instant.meta({ description: 'Null for one that does not expire.' }),
    lastUsedAt: instant.meta({ description: 'To the minute.' }),
    revokedAt: instant,
  })
  .meta({ id: 'Token', description: 'What is known of a token; the token itself is told once, when it is made.' })

const warning = z.string().nullable().meta({ description: 'How to get in again, when no admin token is left.' })

const createdTokenSchema = tokenSchema
  .extend({ token: z.string().meta({ description: 'Told this once, and kept nowhere.' }), warning })
  .meta({ id: 'CreatedToken' })

const revokedTokenSchema = tokenSchema.extend({ warning }).meta({ id: 'RevokedToken' })

const newTokenSchema = z.strictObject({
  name: z.string().max(1000).meta({ description: 'What it is for.' }),
  scopes: z.array(scopeSchema).max(100),
  expiresAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .meta({ description: 'When it ends; null for one that does not expire.' }),
})

/** Who may come in. Only `admin`, which may everything, makes tokens: so none can make one that may more than itself. */
export const tokenRouter = router({
  create: procedure.admin
    .input(newTokenSchema)
    .output(createdTokenSchema)
    .mutation(({ ctx, input: { expiresAt, ...token } }) =>
      ctx.services.tokens.create({ ...token, expiresAt: expiresAt === null ? null : new Date(expiresAt) }, ctx.actor),
    ),

  list: procedure.admin.output(z.array(tokenSchema)).query(({ ctx }) => ctx.services.tokens.list()),

  revoke: procedure.admin
    .input(z.strictObject({ id: z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'is not the id of a token') }))
    .output(revokedTokenSchema)
    .mutation(({ ctx, input }) => ctx.services.tokens.revoke(input.id, ctx.actor)),
})
