import { z } from 'zod'
import { idSchema } from '../id-schema.js'
import { loadTaskSchema } from '../tasks/task-schemas.js'
import { problemSchema } from '../tables/problem-schema.js'
import { procedure, router } from '../trpc.js'
import {
  findUploadsSchema,
  foundUploadSchema,
  openUploadSchema,
  previewUploadSchema,
  startLoadSchema,
  uploadSchema,
} from './load-schemas.js'
import { previewSchema } from './preview-schemas.js'
import { previewUpload } from './preview-upload.js'
import { listRejects } from './reject-store.js'

const rejectSchema = z
  .object({
    line: z.int(),
    offset: z.int(),
    length: z.int(),
    problems: z.array(problemSchema),
    text: z.string(),
    base64: z.string().nullable(),
    truncated: z.boolean(),
  })
  .meta({
    id: 'Reject',
    description:
      'A line that broke a rule: its number (from 1), byte offset and length in the file, what is wrong with it, and the line as it ' +
      'came, but as UTF-8 if the file is in another encoding. `base64` has its bytes where `text` cannot show them; only the first ' +
      '65,536 bytes of a line are kept, and `truncated` says that there were more.',
  })

// For loads, and for imports of backups.
const uploads = procedure.oneOf('write', 'backup')

/** Uploads: opened here, filled by `PUT /uploads/<id>?offset=N`. */
export const uploadRouter = router({
  open: uploads
    .input(openUploadSchema)
    .output(uploadSchema)
    .mutation(({ ctx, input }) => ctx.services.spool.open({ ...input, owner: ctx.access.token })),

  find: uploads
    .input(findUploadsSchema)
    .output(z.array(foundUploadSchema))
    .query(({ ctx, input }) => ctx.services.spool.find({ ...input, owner: ctx.access.token })),

  preview: procedure.write
    .input(previewUploadSchema)
    .output(previewSchema)
    .query(({ ctx, input }) => previewUpload(ctx.services.database.query, ctx.services.spool, input)),

  status: uploads
    .input(z.strictObject({ id: idSchema }))
    .output(uploadSchema)
    .query(({ ctx, input }) => ctx.services.spool.status(input.id)),

  remove: uploads
    .input(z.strictObject({ id: idSchema }))
    .output(uploadSchema)
    .mutation(({ ctx, input }) => ctx.services.spool.discard(input.id)),
})

/** Loads: an upload made into rows, and the lines that did not become one. */
export const loadRouter = router({
  start: procedure.write
    .input(startLoadSchema)
    .output(loadTaskSchema)
    .mutation(({ ctx, input }) => ctx.services.loads.start(input, ctx.actor)),

  rejects: procedure.read
    .input(z.strictObject({ load: idSchema, after: z.int().optional(), limit: z.int().min(1).max(1000).default(100) }))
    .output(
      z.object({
        rejects: z.array(rejectSchema),
        next: z.int().nullable().meta({
          description:
            'The `after` of the next page, null on the last one; where lines are long a page ends before `limit`.',
        }),
      }),
    )
    .query(({ ctx, input }) => listRejects(ctx.services.database.query, input)),
})
