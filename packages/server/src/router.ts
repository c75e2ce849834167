import { tokenRouter } from './access/token-router.js'
import { auditRouter } from './audit/audit-router.js'
import { backupRouter } from './backups/backup-router.js'
import { loadRouter, uploadRouter } from './loads/load-router.js'
import { reportRouter } from './reports/report-router.js'
import { systemRouter } from './system-router.js'
import { tableRouters } from './tables/table-routers.js'
import { taskRouter } from './tasks/task-router.js'
import { router } from './trpc.js'

/** Everything the API can do; the SDK is generated from it. */
export const appRouter = router({
  ...tableRouters(),
  uploads: uploadRouter,
  loads: loadRouter,
  tasks: taskRouter,
  reports: reportRouter,
  backups: backupRouter,
  tokens: tokenRouter,
  audit: auditRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
