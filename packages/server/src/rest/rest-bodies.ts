import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { ServerError } from '../errors/server-error.js'

/** Reads the two kinds of body that old clients send; any other is answered 415. No body is undefined. */
export function restBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : readJson(textOf(body)),
  )
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => (body.length === 0 ? undefined : readForm(textOf(body))),
  )
}

/** Decoding would put U+FFFD for what is not UTF-8, and so change a row unseen. */
function textOf(body: Buffer): string {
  if (isUtf8(body)) return body.toString('utf8')
  throw new ServerError('invalid_input', 'The body is not UTF-8. Send it as UTF-8.')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new ServerError('invalid_input', `JSON parse error - ${(error as Error).message}`, { cause: error })
  }
}

/** One value a field; a field sent twice is a list of both, which no cell may be. */
function readForm(text: string): Record<string, string | string[]> {
  assertDecodable(text)
  const form = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...others] = form.getAll(name)
      return [name, others.length === 0 ? first : [first, ...others]]
    }),
  )
}

/** URLSearchParams puts U+FFFD for escapes that are not UTF-8; a % that begins no escape it leaves, which is harmless. */
function assertDecodable(text: string): void {
  try {
    decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'))
  } catch (error) {
    throw new ServerError('invalid_input', 'The form has escapes that are not UTF-8. Send it as UTF-8.', {
      cause: error,
    })
  }
}
