/** Every reason for which `findDatabase`, or leaving a database, can fail. */
export type PostgresErrorCode =
  'home_in_use' | 'home_not_usable' | 'other_major_version' | 'start_failed' | 'stop_failed' | 'unsupported_platform'

/** What failed, the value seen and what to do about it; `cause` is the error underneath, if there was one. */
export class PostgresError extends Error {
  readonly code: PostgresErrorCode

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PostgresError'
    this.code = code
  }
}
