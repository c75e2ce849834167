import { initTRPC } from '@trpc/server'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import Fastify from 'fastify'
import pg from 'pg'
import { z } from 'zod'

// What somebody would write who needs nothing but the row in the table: tRPC on Fastify, a zod schema, one INSERT. A program of its own.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const t = initTRPC.create()

const row = z.object({
  id: z.int32(),
  name: z.string().min(1).max(255),
  datetime: z.iso.datetime(),
  department_id: z.int32(),
  job_id: z.int32(),
})

const ONE = `INSERT INTO hired_employees (id, name, datetime, department_id, job_id) VALUES ($1, $2, $3, $4, $5)
  RETURNING id, name, datetime, department_id, job_id`

const MANY = `INSERT INTO hired_employees (id, name, datetime, department_id, job_id)
  SELECT * FROM unnest($1::integer[], $2::text[], $3::timestamptz[], $4::integer[], $5::integer[])`

const router = t.router({
  hiredEmployees: t.router({
    create: t.procedure.input(row).mutation(async ({ input }) => {
      const { rows } = await pool.query(ONE, Object.values(input))
      return rows[0]
    }),
    createMany: t.procedure.input(z.object({ rows: z.array(row).max(1000) })).mutation(async ({ input: { rows } }) => {
      const { rowCount } = await pool.query(MANY, [
        rows.map(({ id }) => id),
        rows.map(({ name }) => name),
        rows.map(({ datetime }) => datetime),
        rows.map(({ department_id: department }) => department),
        rows.map(({ job_id: job }) => job),
      ])
      return { inserted: rowCount }
    }),
  }),
})

const app = Fastify({ bodyLimit: 4 * 1024 * 1024 })
app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { router } })
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${JSON.stringify({ url })}\n`)
process.once('SIGTERM', () => process.exit())
