import { tableNames } from '@rollcall/tables'
import { z } from 'zod'
import { idSchema } from '../id-schema.js'
import { tableNameSchema } from '../loads/load-schemas.js'

/** Why a backup was made: asked for, before a restore, or brought from elsewhere. */
const backupKinds = ['manual', 'safety', 'imported'] as const

export const backupIdSchema = z
  .string()
  .regex(/^\d{8}_\d{6}_[0-9a-f]{4}$/, 'is not the id of a backup, such as 20261122_201700_3fa9')

const backupFileSchema = z
  .object({ rows: z.int().min(0), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
  .meta({
    id: 'BackupFile',
    description: 'One table in a backup: its rows, and the bytes and SHA-256 of its Avro file.',
  })

const filesSchema = z
  .partialRecord(tableNameSchema, backupFileSchema)
  .refine((files) => tableNames.some((name) => files[name]), 'A backup has at least one table')

export const backupSchema = z
  .object({ id: backupIdSchema, createdAt: z.string(), kind: z.enum(backupKinds), tables: filesSchema })
  .meta({ id: 'Backup', description: 'Avro files of one moment; `createdAt` is that moment.' })

export type Backup = z.infer<typeof backupSchema>
export type BackupFile = z.infer<typeof backupFileSchema>

export const verifiedSchema = z
  .object({
    id: backupIdSchema,
    ok: z.boolean(),
    tables: filesSchema.or(z.strictObject({})),
    problems: z.array(z.string()),
  })
  .meta({
    id: 'Verified',
    description: 'What became of proving a backup whole; `problems` says what is wrong with it.',
  })

export type Verified = z.infer<typeof verifiedSchema>

const restoreModes = ['replace', 'merge'] as const

export const restoreOptionsSchema = z.strictObject({
  table: tableNameSchema,
  backup: backupIdSchema,
  mode: z
    .enum(restoreModes)
    .default('replace')
    .meta({ description: 'replace: the table becomes what it was in the backup; merge: rows that came since stay.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Say what would change, and change nothing.' }),
})

export type RestoreOptions = z.infer<typeof restoreOptionsSchema>

export const restoredSchema = z
  .object({
    ...restoreOptionsSchema.shape,
    added: z.int(),
    changed: z.int(),
    removed: z.int(),
    unchanged: z.int(),
    rows: z.int().meta({ description: 'Rows in the table afterwards; in a dry run, that it would have.' }),
    safetyBackup: backupIdSchema.nullable().meta({ description: 'The backup taken before; null in a dry run.' }),
  })
  .meta({ id: 'Restored' })

export type Restored = z.infer<typeof restoredSchema>

// Half a surrogate pair and NUL are what PostgreSQL cannot keep.
const fileNameSchema = z
  .string()
  .max(255)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'has characters that no name of a file has')

export const importOptionsSchema = z.strictObject({
  files: z
    .array(z.strictObject({ name: fileNameSchema, upload: idSchema }))
    .min(1)
    .max(tableNames.length)
    .meta({ description: 'The files, uploaded before; their names tell their tables.' }),
})

export type ImportOptions = z.infer<typeof importOptionsSchema>
