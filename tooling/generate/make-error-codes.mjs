import { sdkFile } from './sdk-file.mjs'

/** `error-codes.ts`: the codes of the server as values. */
export function makeErrorCodes({ router }) {
  const codes = router.types.get('ServerErrorCode')?.enum
  if (!codes) throw new Error('No schema of the router has the id ServerErrorCode, which lists the error codes.')
  return sdkFile('error-codes.ts', [
    '/** Every code a server fails with. */',
    `export const serverErrorCodes = ${JSON.stringify(codes)} as const`,
  ])
}
