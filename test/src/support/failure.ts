import { RollcallError } from '@rollcall/sdk'

/** The RollcallError that a call fails with; throws when it does not fail, or in another way. */
export async function failure(call: Promise<unknown>): Promise<RollcallError> {
  try {
    await call
  } catch (error) {
    if (error instanceof RollcallError) return error
    throw error
  }
  throw new Error('The call did not fail')
}
