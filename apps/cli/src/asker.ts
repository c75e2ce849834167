import type { Readable, Writable } from 'node:stream'
import { GivenUp } from './given-up.js'

interface Choice<Value> {
  value: Value
  label: string
  hint?: string
}

/** Asks the user; Ctrl-C and Escape throw GivenUp. */
export interface Asker {
  choose: <Value extends string>(question: string, choices: Choice<Value>[]) => Promise<Value>
  /** Throws GivenUp for a No, too. */
  confirm: (question: string) => Promise<void>
}

interface Terminal {
  input: Readable & { isTTY?: boolean }
  output: Writable & { isTTY?: boolean }
  /** Ends a question as Ctrl-C does. */
  signal: AbortSignal
}

/** What asks, loaded with the first question: hardly any command has one, and every command would start later. */
const prompts = () => import('@clack/prompts')

/** Makes the asker of a terminal; null where one end of it is something else. */
export function createAsker(terminal: Terminal): Asker | null {
  if (!terminal.input.isTTY || !terminal.output.isTTY) return null
  const { input, output, signal } = terminal
  return {
    async choose(message, choices) {
      // What clack wants of an option differs between primitive values and others; these are all strings.
      const options = choices as { value: string; label: string }[]
      const { select } = await prompts()
      return answered(await select({ input, output, signal, message, options })) as (typeof choices)[number]['value']
    },
    async confirm(message) {
      const { confirm } = await prompts()
      const sure = answered(await confirm({ input, output, signal, message, initialValue: false }))
      if (!sure) throw new GivenUp('Not confirmed; nothing was changed.', { interrupted: false })
    },
  }
}

/** The prompts answer with a symbol when they are given up. */
function answered<Answer>(answer: Answer | symbol): Answer {
  if (typeof answer === 'symbol') throw new GivenUp('Interrupted; nothing was changed.', { interrupted: true })
  return answer
}
