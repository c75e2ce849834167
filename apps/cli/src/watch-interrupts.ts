import { exitCodes } from './exit-code.js'

/** A signal that aborts at the first Ctrl-C (or SIGTERM), so that work can end in order; the second ends the process at once. */
export function watchInterrupts(): AbortSignal {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  return controller.signal
}
