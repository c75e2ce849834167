import type { Knex } from 'knex'
import { migrations } from '../../migrations/index.js'
import type { Migration } from '../../migrations/migration.js'
import { ServerError } from '../errors/server-error.js'
import type { Database } from './open-database.js'
import type { Query } from './query.js'

/** Which migrations the database has, and which it still lacks. */
export interface MigrationStatus {
  applied: string[]
  pending: string[]
}

/** Held around every change of the schema; knex's own lock is a row that stays after a crash. */
const MIGRATION_LOCK = 7_265_646_001

/** Brings the schema up to this program's; answers the migrations it ran. */
export function migrateUp(database: Database): Promise<string[]> {
  return locked(database, async ({ knex, query }) => {
    await assertUtf8(query)
    await status(knex)
    const [, names] = (await knex.migrate.latest(config)) as [number, string[]]
    return names
  })
}

/** Takes back the newest migration, with all data in what it made; answers its name, or undefined when there is none left. */
export function migrateDown(database: Database): Promise<string | undefined> {
  return locked(database, async ({ knex }) => {
    await status(knex)
    const [, names] = (await knex.migrate.down(config)) as [number, string[]]
    return names[0]
  })
}

/** Tells applied from pending migrations; refuses a database that is newer than this program. */
export function migrationStatus(database: Database): Promise<MigrationStatus> {
  return status(database.knex)
}

/** Whether the database has exactly this program's migrations; fails when it cannot be asked, or was never migrated. */
export async function isMigrated(query: Query): Promise<boolean> {
  const { rows } = await query<{ name: string }>(`SELECT name FROM ${config.tableName}`)
  const applied = new Set(rows.map(({ name }) => name))
  return applied.size === migrations.length && migrations.every(({ name }) => applied.has(name))
}

async function status(knex: Knex): Promise<MigrationStatus> {
  const has = await knex.schema.hasTable(config.tableName)
  const applied: string[] = has ? await knex(config.tableName).orderBy('id').pluck('name') : []
  const known = migrations.map(({ name }) => name)
  const newer = applied.filter((name) => !known.includes(name))
  if (newer.length > 0) {
    throw new ServerError(
      'wrong_state',
      `The database is newer than this program: it has the migration ${newer.join(', ')}, this program ends with ` +
        `${known.at(-1)}. Nothing was changed. Run the release of Rollcall that made it, or a later one.`,
    )
  }
  return { applied, pending: known.filter((name) => !applied.includes(name)) }
}

/** In another encoding not every name could be kept. */
async function assertUtf8(query: Query): Promise<void> {
  const { rows } = await query<{ server_encoding: string }>('SHOW server_encoding')
  if (rows[0]?.server_encoding === 'UTF8') return
  throw new ServerError(
    'wrong_state',
    `The database's encoding is ${rows[0]?.server_encoding}; expected UTF8. Make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
  )
}

const config = {
  tableName: 'rollcall_migrations',
  disableMigrationsListValidation: true,
  migrationSource: {
    getMigrations: () => Promise.resolve([...migrations]),
    getMigrationName: (migration: Migration) => migration.name,
    getMigration: (migration: Migration) =>
      Promise.resolve({
        up: (knex: Knex) => knex.raw(migration.up),
        down: (knex: Knex) => knex.raw(migration.down),
      }),
  },
}

async function locked<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  await using holder = await database.connect()
  await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
  // A crash may have left knex's own lock set; ours is held, so nobody is migrating.
  if (await database.knex.schema.hasTable(`${config.tableName}_lock`))
    await database.knex.migrate.forceFreeMigrationsLock(config)
  return await work(database)
}
