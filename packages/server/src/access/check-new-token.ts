import { ServerError } from '../errors/server-error.js'
import { type Scope, scopes as allScopes } from './scope.js'

export interface NewToken {
  /** What it is for. */
  name: string
  scopes: readonly Scope[]
  /** Null for a token that does not expire. */
  expiresAt: Date | null
}

/** More valid ones than this are a leak, not a need. */
export const MOST_TOKENS = 1000

const LONGEST_NAME = 100

/** The token without what is said twice; throws `invalid_input` for one that makes no sense, whoever asks for it. */
export function checkNewToken({ name, scopes, expiresAt }: NewToken): NewToken {
  if (name.trim() === '') throw wrong('The name is empty; say what the token is for.')
  if (name.length > LONGEST_NAME) {
    throw wrong(`The name has ${name.length} characters; expected at most ${LONGEST_NAME}.`)
  }
  if (/\p{Cc}/u.test(name)) throw wrong(`The name is ${JSON.stringify(name)}; expected no control characters.`)
  if (scopes.length === 0) throw wrong(`The token has no scope; give some of ${allScopes.join(', ')}.`)
  // Not greater, rather than less: a date that is none is neither.
  if (expiresAt && !(expiresAt.getTime() > Date.now())) {
    throw wrong(`The token would end at ${expiresAt.toJSON()}, which is past. Give a moment to come, or none.`)
  }
  return { name: name.trim(), scopes: [...new Set(scopes)], expiresAt }
}

function wrong(message: string): ServerError {
  return new ServerError('invalid_input', message)
}
