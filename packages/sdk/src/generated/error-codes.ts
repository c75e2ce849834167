// Generated from the tables and the router by `pnpm generate`. Do not edit.

/** Every code a server fails with. */
export const serverErrorCodes = [
  'invalid_input',
  'not_found',
  'already_exists',
  'unknown_parent',
  'still_referenced',
  'wrong_state',
  'wrong_offset',
  'damaged',
  'too_many_rejects',
  'too_large',
  'unsupported',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'too_slow',
  'unavailable',
  'interrupted',
  'cancelled',
  'internal',
] as const
