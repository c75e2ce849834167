import type { LoadResult } from '@rollcall/sdk'
import type { RequestMode } from './send-rows.js'

/** A load as it is told: of one whose rows went in by requests the server knows nothing as a whole, so it has no id. */
export interface LoadSummary extends Omit<LoadResult, 'id' | 'path'> {
  id: string | null
  path: LoadResult['path'] | RequestMode
}
