import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { BackupService } from '../backups/backup-service.js'
import { backupIdSchema } from '../backups/backup-schemas.js'
import type { RouteDocs } from '../openapi/route-docs.js'

/** `GET /backups/<id>/<file>` gives a file of a backup as it is on disk. A plain route, because tRPC's answers are JSON. */
export function backupRoute(app: FastifyInstance, backups: BackupService): void {
  app.get<{ Params: { id: string; file: string } }>(
    '/backups/:id/:file',
    { config: { scope: 'backup', docs: DOWNLOAD } },
    async (request, reply) => {
      const { id, file } = request.params
      const bytes = await backups.download(id, file)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${file}"`)
        .send(bytes)
    },
  )
}

const DOWNLOAD: RouteDocs = {
  tag: 'Backups',
  summary: 'A file of a backup, as it is on disk',
  parameters: [
    { in: 'path', name: 'id', schema: backupIdSchema },
    { in: 'path', name: 'file', schema: z.string(), description: '`manifest.json`, or `<table>.avro`.' },
  ],
  answers: {
    200: { description: 'The bytes.', content: { 'application/octet-stream': 'bytes' } },
    404: { description: 'There is no such backup, or it has no such file.' },
    422: { description: "The backup's manifest was changed." },
  },
}
