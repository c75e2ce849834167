import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { uploadSchema } from '../loads/load-schemas.js'
import type { Spool } from '../loads/spool/spool.js'
import { ServerError } from '../errors/server-error.js'
import { idSchema } from '../id-schema.js'
import type { RouteDocs } from '../openapi/route-docs.js'
import { bytesOf, leaveBodies } from './bytes-of.js'
import { digestOf } from './digest-of.js'

/**
 * `PUT /uploads/<id>?offset=N` with the bytes as the body appends a piece to an upload.
 * `Content-Digest: sha-256=:<base64>:` (RFC 9530) has it checked. A plain route, because a tRPC body has no back-pressure.
 */
export function uploadRoute(app: FastifyInstance, spool: Spool): void {
  app.register((scope, _options, done) => {
    leaveBodies(scope)
    scope.put<{ Params: { id: string }; Querystring: { offset?: string } }>(
      '/uploads/:id',
      // For loads, and for imports of backups.
      { config: { scope: ['write', 'backup'], streams: true, docs: UPLOAD } },
      async (request) => {
        const { data: id } = idSchema.safeParse(request.params.id)
        const offset = request.query.offset ?? ''
        if (id === undefined)
          throw new ServerError(
            'invalid_input',
            `${JSON.stringify(request.params.id)} is not the id of an upload. \`uploads.open\` takes one.`,
          )
        if (!/^\d{1,15}$/.test(offset)) {
          throw new ServerError(
            'invalid_input',
            `offset is ${JSON.stringify(offset)}; expected the byte at which this piece begins, such as ?offset=0.`,
          )
        }
        const { bytes, received } = await spool.write(id, {
          offset: Number(offset),
          bytes: bytesOf(request),
          sha256: digestOf(request.headers['content-digest']),
          connection: request.raw.socket,
        })
        return { id, bytes, received }
      },
    )
    done()
  })
}

const UPLOAD: RouteDocs = {
  tag: 'Uploads',
  summary: 'Append a piece to an upload',
  description: '`uploads.open` takes an upload, `loads.start` makes rows of it. A piece may be sent again.',
  parameters: [
    { in: 'path', name: 'id', schema: z.uuid() },
    {
      in: 'query',
      name: 'offset',
      required: true,
      schema: z.int().min(0),
      description: 'The byte of the file at which the piece begins.',
    },
    {
      in: 'header',
      name: 'Content-Digest',
      schema: z.string(),
      description: '`sha-256=:<base64>:` (RFC 9530): a piece that has another digest is refused.',
    },
  ],
  body: { 'application/octet-stream': 'bytes' },
  answers: {
    200: { description: 'How far the upload has come.', content: { 'application/json': uploadSchema } },
    404: { description: 'There is no such upload.' },
    409: { description: 'The piece leaves a gap, differs from what is here, or another one is coming in.' },
    422: { description: 'The piece came in damaged, or what came before it was lost.' },
  },
}
