import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Backup, backupSchema } from './backup-schemas.js'

/** The name of the file that makes a folder a backup. */
export const MANIFEST = 'manifest.json'

const FORMAT = 1

const manifestSchema = backupSchema.extend({ format: z.literal(FORMAT), checksum: z.string() })

/** The text of a manifest: what is in the backup, and a checksum of exactly that, so that no bit of it can change unseen. */
export function manifestText(backup: Backup): string {
  const content = { format: FORMAT, ...backup }
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)}\n`
}

/** Reads a manifest; undefined when it is cut short, changed, or of another format. */
export function readManifest(text: string): Backup | undefined {
  const parsed = manifestSchema.safeParse(jsonOf(text))
  if (!parsed.success) return undefined
  const { format: _format, checksum: _checksum, ...backup } = parsed.data
  // Spelled anew and compared whole: what the checksum does not see, such as white space, must be as we write it too.
  return manifestText(backup) === text ? backup : undefined
}

function checksumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
