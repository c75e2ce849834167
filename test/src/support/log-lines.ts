import pino, { type Logger } from 'pino'

/** A log whose lines a test can read. */
export interface LogLines {
  readonly log: Logger
  /** All that was written, as it was. */
  readonly text: () => string
  readonly lines: () => Record<string, unknown>[]
  /** The lines that tell of requests. */
  readonly requests: () => Record<string, unknown>[]
}

/** Makes a log that keeps every level. */
export function logLines(): LogLines {
  let text = ''
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    log: pino({ level: 'trace' }, { write: (line: string) => void (text += line) }),
    text: () => text,
    lines,
    requests: () => lines().filter(({ msg }) => msg === 'request'),
  }
}
