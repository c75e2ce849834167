import { checkTable } from '../check-table.js'
import { checkColumns } from '../columns-fault.js'
import type { Procedures } from '../generated/procedures.js'
import type { Preview, TableName } from '../generated/types.js'
import { cancelled, unlessAborted } from '../retry.js'
import type { LoadSource, PreviewOptions } from '../rollcall.js'
import type { Settings } from '../settings.js'
import { cutPieces } from '../uploads/cut-pieces.js'
import { openSource } from '../uploads/open-source.js'
import { openUpload } from '../uploads/open-upload.js'
import { removeUpload } from '../uploads/remove-upload.js'
import { sendPiece } from '../uploads/send-piece.js'
import { sha256 } from '../uploads/sha256.js'
import { uuid } from '../uuid.js'

/** How much is sent of a file, in bytes: more than the server looks at would be in vain. */
const HEAD_BYTES = 256 * 1024

interface Previewing {
  methods: Procedures
  settings: Settings
  table: TableName
  source: LoadSource
  options: PreviewOptions
}

/** Sends the beginning of a file and has it looked at; nothing of it stays on the server. */
export async function previewFile({ methods, settings, table, source, options }: Previewing): Promise<Preview> {
  checkTable(table)
  const { signal, ...asked } = options
  if (signal?.aborted) throw cancelled(signal)
  checkColumns(table, asked.columns)
  const { uploads } = methods
  const { head, whole } = await unlessAborted(headOf(source), signal)
  const id = uuid()
  await openUpload(uploads, { id, bytes: whole ? head.length : null }, signal)
  try {
    if (head.length > 0) {
      await sendPiece({ settings, uploads, signal }, { upload: id, offset: 0, bytes: head, digest: await sha256(head) })
    }
    const { header, columns, delimiter, encoding, onConflict, limit } = asked
    const chosen = { header, columns, delimiter, encoding, onConflict, limit }
    return await uploads.preview({ upload: id, table, ...chosen }, { signal })
  } finally {
    await removeUpload(uploads, id)
  }
}

/** The first bytes of a source, and whether they are all it has. */
async function headOf(source: LoadSource): Promise<{ head: Uint8Array<ArrayBuffer>; whole: boolean }> {
  const { chunks } = await openSource(source)
  for await (const piece of cutPieces(chunks, HEAD_BYTES + 1)) {
    return { head: piece.slice(0, HEAD_BYTES), whole: piece.length <= HEAD_BYTES }
  }
  return { head: new Uint8Array(0), whole: true }
}
