import { ServerError } from '../errors/server-error.js'

/** The SHA-256 that a body must have by its `Content-Digest` (RFC 9530), in base64. */
export function digestOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const digest = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(header))?.[1]
  if (digest) return digest
  throw new ServerError(
    'invalid_input',
    `Content-Digest is ${JSON.stringify(header)}; expected sha-256=:<base64>:, as in RFC 9530.`,
  )
}
