import type { FastifyInstance } from 'fastify'
import type { BackupService } from '../backups/backup-service.js'

/** `GET /backups/<id>/<file>` gives a file of a backup as it is on disk. A plain route, because tRPC's answers are JSON. */
export function backupRoute(app: FastifyInstance, backups: BackupService): void {
  app.get<{ Params: { id: string; file: string } }>(
    '/backups/:id/:file',
    { config: { scope: 'backup' } },
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
