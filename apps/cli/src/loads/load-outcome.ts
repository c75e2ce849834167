import { type LoadResult, RollcallError } from '@rollcall/sdk'

/** How a load ended: `error` is null when it was done. */
export interface LoadOutcome {
  result: LoadResult
  error: RollcallError | null
}

/** What is told of a load that began more than once. */
export const RAN_AGAIN = 'The load was interrupted at the server, and ran again.'

/** A load that failed on the server has counts as well, unless it failed before the first row. */
export async function outcomeOf(loading: Promise<LoadResult>): Promise<LoadOutcome> {
  try {
    return { result: await loading, error: null }
  } catch (error) {
    if (!(error instanceof RollcallError) || error.task?.kind !== 'load' || !error.task.result) throw error
    const { state, result } = error.task
    if (state !== 'failed' && state !== 'cancelled') throw error
    return { result: { ...result, state }, error }
  }
}
