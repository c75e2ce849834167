import { randomUUID } from 'node:crypto'
import { tableList, type TableName } from '@rollcall/tables'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { wrongInput } from '../errors/error-data.js'
import { ServerError } from '../errors/server-error.js'
import { statusOf } from '../errors/status-of.js'
import { type LoadOptions, type LoadResult, startLoadSchema } from '../loads/load-schemas.js'
import type { Spool } from '../loads/spool/spool.js'
import type { Services } from '../services.js'
import type { TaskRecord } from '../tasks/task.js'
import { bytesOf, leaveBodies } from './bytes-of.js'
import { digestOf } from './digest-of.js'
import { actorOf } from './guard.js'
import { loadDocs } from './load-docs.js'

type Start = z.output<typeof startLoadSchema>
type Load = FastifyRequest<{ Params: { table: string }; Querystring: Record<string, unknown> }>

/**
 * `PUT /api/loads/<table>` loads the CSV that is the body, for curl: the options of `loads.start` are query parameters, and the
 * answer comes when the load has ended, with what became of its rows. A client that goes away when all of the body is here
 * changes nothing.
 */
export function loadRoute(app: FastifyInstance, services: Services): void {
  app.register((scope, _options, done) => {
    leaveBodies(scope)
    scope.put(
      '/api/loads/:table',
      { config: { scope: 'write', streams: true, docs: loadDocs } },
      async (request: Load, reply) => {
        assertFile(request)
        const start = startOf(tableOf(request.params.table), request.query)
        await receive(request, services.spool, start.upload)
        await begin(services, start, request)
        const task = await services.tasks.end(start.id)
        const { error } = task
        if (!error) return loadDocument(task)
        const { code, message, issues } = error
        return reply
          .code(statusOf(code))
          .send({ ...loadDocument(task), error: { code, message, requestId: request.id, issues } })
      },
    )
    done()
  })
}

function tableOf(name: string): TableName {
  const table = tableList.find((each) => each.name === name || each.singular === name)
  if (table) return table.name
  const names = tableList.map((each) => each.name).join(', ')
  throw new ServerError('not_found', `There is no table ${JSON.stringify(name)}; there are ${names}.`)
}

/** A form has the file in an envelope, and what is packed in any way but gzip would be read as it is. */
function assertFile({ headers }: FastifyRequest): void {
  if (headers['content-type']?.toLowerCase().startsWith('multipart/')) {
    throw new ServerError(
      'unsupported',
      'The body is a form; expected the file itself, as `curl -T file.csv` sends it.',
    )
  }
  const packed = headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (['identity', 'gzip', 'x-gzip'].includes(packed)) return
  throw new ServerError('unsupported', `The body is packed by ${packed}; expected gzip, or the file as it is.`)
}

/** The start of a load by its query, in which every value is text; a parameter said twice is a list, which none may be. */
function startOf(table: TableName, query: Record<string, unknown>): Start {
  const values = Object.entries(query).map(([name, value]) => [
    name,
    typeof value === 'string' ? valueOf(name, value) : {},
  ])
  const asked = Object.fromEntries(values) as Record<string, unknown>
  const parsed = startLoadSchema.safeParse({ ...asked, table, id: randomUUID(), upload: randomUUID() })
  if (parsed.success) return parsed.data
  throw wrongInput(parsed.error)
}

function valueOf(name: string, text: string): unknown {
  if (name === 'columns') return text.split(',')
  if (name === 'delimiter' && text === 'tab') return '\t'
  if (name === 'dryRun') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

/** Takes a body in as an upload of that id; of one that breaks off nothing is kept. */
async function receive(request: Load, spool: Spool, id: string): Promise<void> {
  const length = request.headers['content-length']
  const bytes = length === undefined ? null : Number(length)
  await spool.open({ id, bytes, fingerprint: null, owner: request.access.token })
  try {
    await spool.write(id, { offset: 0, bytes: bytesOf(request), sha256: digestOf(request.headers['content-digest']) })
  } catch (error) {
    await spool.remove(id)
    throw error
  }
}

/** Starts the load; of one that is not taken nobody could use the upload, whose id was made here. */
async function begin({ loads, tasks, spool }: Services, start: Start, request: Load): Promise<void> {
  try {
    await loads.start(start, actorOf(request))
  } catch (error) {
    // Whether it was taken may not be known: then it stays for it.
    if (!(await tasks.find(start.id).catch(() => true))) await spool.remove(start.upload)
    throw error
  }
}

/** What became of a load; of one that failed before the first row there is no result. */
function loadDocument({ id, state, input, result }: TaskRecord): object {
  const { table, dryRun } = input as LoadOptions
  return { ...(result as LoadResult | null), id, table, state, dryRun }
}
