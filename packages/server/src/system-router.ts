import { tableList } from '@rollcall/tables'
import { z } from 'zod'
import { migrationStatus } from './database/migrate.js'
import { procedure, router } from './trpc.js'

const systemStatusSchema = z
  .object({
    version: z.string(),
    database: z.object({ version: z.string(), pendingMigrations: z.array(z.string()) }),
    tables: z.record(z.string(), z.int()).meta({ description: 'Rows by table.' }),
  })
  .meta({ id: 'SystemStatus' })

/** How the server is. */
export const systemRouter = router({
  status: procedure.read.output(systemStatusSchema).query(async ({ ctx }) => {
    const { database, version } = ctx.services
    const { rows } = await database.query<{ server_version: string }>('SHOW server_version')
    const counts = await Promise.all(
      tableList.map(async ({ name }) => {
        const counted = await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${name}`)
        return [name, counted.rows[0]?.count ?? 0] as const
      }),
    )
    const { pending } = await migrationStatus(database)
    return {
      version,
      database: { version: rows[0]?.server_version ?? 'unknown', pendingMigrations: pending },
      tables: Object.fromEntries(counts),
    }
  }),
})
