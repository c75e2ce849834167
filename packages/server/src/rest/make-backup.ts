import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Backup } from '../backups/backup-schemas.js'
import { actorOf } from '../http/guard.js'
import type { Services } from '../services.js'
import { filesOf } from './named-files.js'
import { taskResult } from './task-result.js'

/** Answers a new backup of all tables, once it is on disk: its files by table. */
export async function makeBackup({ backups, tasks }: Services, request: FastifyRequest): Promise<object> {
  const { id } = await backups.create({ id: randomUUID(), actor: actorOf(request) })
  const backup = (await taskResult(tasks, id)) as Backup
  const files = Object.fromEntries(filesOf(backup).map(({ name, table }) => [table.singular, name]))
  return { status: 'success', message: `Backup ${backup.id} is complete.`, files }
}
