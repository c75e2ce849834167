import { RollcallError } from '@rollcall/sdk'
import { GivenUp } from './given-up.js'
import { WrongUsage } from './wrong-usage.js'

/** What a command's end means to the shell. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  doneWithRejects: 3,
  notAllowed: 4,
  notReachable: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of a command that threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof WrongUsage) return exitCodes.wrongUsage
  if (error instanceof GivenUp) return error.interrupted ? exitCodes.interrupted : exitCodes.failed
  if (!(error instanceof RollcallError)) return exitCodes.failed
  if (error.code === 'unauthorized' || error.code === 'forbidden') return exitCodes.notAllowed
  return error.code === 'unreachable' ? exitCodes.notReachable : exitCodes.failed
}

/** The exit codes as --help lists them. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    failed; it is said if something was changed all the same
  2    wrong usage
  3    done, with rejects
  4    not allowed (no token, or the wrong one)
  5    server not reachable
  130  interrupted`
