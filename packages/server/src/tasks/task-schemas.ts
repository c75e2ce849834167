import { z } from 'zod'
import {
  backupIdSchema,
  backupSchema,
  importOptionsSchema,
  restoredSchema,
  restoreOptionsSchema,
  verifiedSchema,
} from '../backups/backup-schemas.js'
import { loadInputSchema, loadResultSchema } from '../loads/load-schemas.js'
import { type ErrorCode, errorCodes } from '../errors/server-error.js'
import { taskStates, taskSteps } from './task.js'

export const errorIssueSchema = z
  .object({ table: z.string().nullable(), id: z.int().nullable(), column: z.string().nullable(), message: z.string() })
  .meta({
    id: 'ErrorIssue',
    description: 'What exactly is at fault: a row of a table, a column of it, or a field of the request.',
  })

export const errorCodeSchema = z
  .enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])
  .meta({ id: 'ServerErrorCode' })

const taskErrorSchema = z
  .object({
    code: errorCodeSchema,
    message: z.string(),
    issues: z.array(errorIssueSchema),
  })
  .meta({ id: 'TaskError' })

const progressSchema = z
  .object({
    step: z.enum(taskSteps).nullable().default(null).meta({ description: 'What a load is at; null for other tasks.' }),
    done: z.int(),
    total: z.int().nullable(),
    rows: z.int(),
  })
  .meta({
    id: 'Progress',
    description:
      'How far a task is: bytes of an upload while it is read, otherwise rows, done of all (null when unknown); and rows dealt with.',
  })

const common = {
  id: z.uuid(),
  state: z.enum(taskStates).meta({ id: 'TaskState' }),
  progress: progressSchema.nullable(),
  error: taskErrorSchema.nullable(),
  attempts: z.int().meta({
    description:
      'How often it began to run: 2 when it was interrupted, as by the end of the server or of PostgreSQL, and run again.',
  }),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
}

export const loadTaskSchema = z
  .object({ ...common, kind: z.literal('load'), input: loadInputSchema, result: loadResultSchema.nullable() })
  .meta({ id: 'LoadTask', description: 'The making of rows from an upload, all or nothing.' })

const backupTask = z.object({ ...common, result: backupSchema.nullable() })

export const backupTaskSchema = backupTask
  .extend({ kind: z.literal('backup'), input: z.strictObject({}) })
  .meta({ id: 'BackupTask' })

export const importTaskSchema = backupTask
  .extend({ kind: z.literal('import'), input: importOptionsSchema })
  .meta({ id: 'ImportTask' })

export const verifyTaskSchema = z
  .object({
    ...common,
    kind: z.literal('verify'),
    input: z.strictObject({ backup: backupIdSchema }),
    result: verifiedSchema.nullable(),
  })
  .meta({ id: 'VerifyTask' })

export const restoreTaskSchema = z
  .object({ ...common, kind: z.literal('restore'), input: restoreOptionsSchema, result: restoredSchema.nullable() })
  .meta({ id: 'RestoreTask', description: 'One table made what it was in a backup, all or nothing.' })

export const taskKinds = ['load', 'backup', 'verify', 'restore', 'import'] as const

/** Long work: what it is of tells `kind`. */
export const taskSchema = z
  .discriminatedUnion('kind', [loadTaskSchema, backupTaskSchema, verifyTaskSchema, restoreTaskSchema, importTaskSchema])
  .meta({ id: 'Task' })

export type Task = z.infer<typeof taskSchema>
