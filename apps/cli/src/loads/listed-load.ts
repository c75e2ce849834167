import type { LoadTask } from '@rollcall/sdk'
import type { ErrorDocument } from '../output/error-document.js'
import type { LoadDocument } from './load-document.js'

/** A load as `loads --json` lists it: what is not known before its end is null until then. */
export type ListedLoad = { [Key in keyof LoadDocument]: LoadDocument[Key] | null } & {
  /** How often it began: 2 when it was interrupted and ran again. */
  attempts: number
  progress: LoadTask['progress']
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  error: ErrorDocument['error'] | null
}

/** A load as it is listed, made of its task. */
export function listedLoad({ id, state, input, result, error, attempts, progress, ...times }: LoadTask): ListedLoad {
  return {
    id,
    table: input.table,
    state,
    dryRun: input.dryRun,
    read: result?.read ?? null,
    inserted: result?.inserted ?? null,
    updated: result?.updated ?? null,
    skipped: result?.skipped ?? null,
    rejected: result?.rejected ?? null,
    path: result?.path ?? null,
    seconds: result?.seconds ?? null,
    attempts,
    progress,
    createdAt: times.createdAt,
    startedAt: times.startedAt,
    endedAt: times.endedAt,
    error: error && { code: error.code, message: error.message, requestId: null, issues: error.issues },
  }
}
