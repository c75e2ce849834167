import { randomUUID } from 'node:crypto'
import { shown, tableList } from '@rollcall/tables'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.js'
import type { Restored } from '../backups/backup-schemas.js'
import { ServerError } from '../errors/server-error.js'
import { statusOf } from '../errors/status-of.js'
import { actorOf } from '../http/guard.js'
import type { Services } from '../services.js'
import { filesToChoose, type NamedFile } from './named-files.js'
import { taskResult } from './task-result.js'

/** Answers a table made what it was in a backup, once that is done; 400 `{status: "error", message}` with nothing changed. */
export async function restoreByName(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  try {
    const file = await fileAskedFor(services, request.body)
    return await restore(services, file, actorOf(request))
  } catch (error) {
    if (!(error instanceof ServerError) || statusOf(error.reason) >= 500) throw error
    return reply.code(400).send({ status: 'error', message: error.message })
  }
}

async function restore(
  { backups, tasks }: Services,
  { name, table, backup }: NamedFile,
  actor: Actor,
): Promise<object> {
  const options = { table: table.name, backup, mode: 'replace', dryRun: false } as const
  const { id } = await backups.restore({ id: randomUUID(), actor }, options)
  const { rows, added, changed, removed } = (await taskResult(tasks, id)) as Restored
  const message = `${table.singular} is as in ${name}: ${added} rows added, ${changed} changed, ${removed} removed.`
  return { status: 'success', message, table: table.singular, records_restored: rows }
}

/** Looks the name up among those that were given out; it is never made a path. */
async function fileAskedFor({ backups }: Services, body: unknown): Promise<NamedFile> {
  const { table_name: singular, backup_file: name } = (body ?? {}) as Record<string, unknown>
  if (!tableList.some((table) => table.singular === singular)) {
    const expected = tableList.map((table) => table.singular).join(', ')
    throw new ServerError('invalid_input', `table_name is ${shown(singular)}; expected one of ${expected}.`)
  }
  const file = filesToChoose(await backups.list()).find((each) => each.name === name)
  if (!file) {
    const message = `backup_file is ${shown(name)}; there is no such backup. GET /api/list-backups/ lists them.`
    throw new ServerError('invalid_input', message)
  }
  if (file.table.singular === singular) return file
  const message = `backup_file is ${file.name}, which is of ${file.table.singular}; table_name is ${String(singular)}.`
  throw new ServerError('invalid_input', message)
}
