import type { Output } from './output.js'

/** Prints the one JSON document of a command, on one line. */
export function printDocument(output: Output, document: unknown): Promise<void> {
  return output.print(`${JSON.stringify(document)}\n`)
}
