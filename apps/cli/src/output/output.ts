import type { Writable } from 'node:stream'
import { failureText } from './failure-text.js'

/** The two ways out of the process. */
export interface Output {
  /** Whether messages go to a terminal. */
  readonly terminal: boolean
  /** The stream of the messages. */
  readonly messages: Writable
  /** True once nobody reads the results any more; writing on is in vain, but no error. */
  readonly closed: boolean
  /** Writes a result to standard output; resolves when a slow reader has taken it. */
  print: (result: string | Uint8Array) => Promise<void>
  /** Writes a line to standard error. */
  say: (message: string) => void
  /** Resolves when everything is written. */
  end: () => Promise<void>
}

/** Makes the output of two streams; a reader that goes away (`| head`) is no failure. */
export function createOutput(results: Writable, messages: Writable & { isTTY?: boolean }): Output {
  let closed = false
  // Each write learns of its own error; without a listener the process would end with a stack trace.
  for (const stream of [results, messages]) stream.on('error', () => undefined)

  async function print(result: string | Uint8Array): Promise<void> {
    if (closed) return
    const error = await written(results, result)
    if (error && !isClosedPipe(error))
      throw new Error(`The result cannot be written: ${failureText(error)}. What was done stays done.`, {
        cause: error,
      })
    closed = error !== undefined
  }

  return {
    terminal: messages.isTTY === true,
    messages,
    get closed() {
      return closed
    },
    print,
    say: (message) => void written(messages, `${message}\n`),
    end: async () => void (await Promise.all([written(results, ''), written(messages, '')])),
  }
}

function written(stream: Writable, data: string | Uint8Array): Promise<Error | undefined> {
  return new Promise((resolve) => {
    try {
      stream.write(data, (error) => resolve(error ?? undefined))
    } catch (error) {
      // Where output goes to a file, Node writes at once and throws.
      resolve(error as Error)
    }
  })
}

function isClosedPipe(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED'
}
