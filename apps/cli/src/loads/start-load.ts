import type { LoadSource, LoadTask, TableName } from '@rollcall/sdk'
import { progressDisplay } from '../progress/progress-display.js'
import type { Session } from '../session.js'
import { type Asked, resumedText } from './run-load.js'

/** Sends a source, shows how far that is, and has its load started, which goes on without us; Ctrl-C takes back what was sent. */
export async function startLoad(
  session: Session,
  { table, source, ...asked }: Asked & { table: TableName; source: LoadSource },
): Promise<LoadTask> {
  const { rollcall, signal, tell } = session
  const progress = progressDisplay(session)
  try {
    return await rollcall.startLoad(table, source, {
      ...asked,
      signal,
      onProgress: (now) => progress.update(now),
      onResumed: (upload) => tell(resumedText(upload)),
    })
  } finally {
    progress.stop()
  }
}
