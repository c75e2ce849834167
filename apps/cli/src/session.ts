import type { Rollcall } from '@rollcall/sdk'
import type { Command } from 'commander'
import type { Asker } from './asker.js'
import type { ExitCode } from './exit-code.js'
import type { Output } from './output/output.js'

/** What a command works with. */
export interface Session {
  rollcall: Rollcall
  /** Where the server is. */
  url: string
  /** How the user would call us again: with the --url of this call, if it had one. */
  program: string
  output: Output
  /** One JSON document on stdout, and nothing else there. */
  json: boolean
  /** No progress. */
  quiet: boolean
  /** Writes a message to standard error, unless quiet. */
  tell: (message: string) => void
  /** Asks at the terminal; null without one. */
  asker: Asker | null
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

/** Makes a command's work, which is given a session, an action that commander calls with arguments and options. */
export type Run = <Given extends unknown[]>(
  work: (session: Session, ...given: Given) => Promise<ExitCode>,
) => (...given: Given) => Promise<void>

/** Describes a command and its work. */
export type MakeCommand = (run: Run) => Command
