import type { Session } from '../session.js'

/** Prints a result; when that cannot be done, what it comes to is said on standard error, because it has happened all the same. */
export async function sayingOtherwise(
  { output }: Pick<Session, 'output'>,
  what: string,
  print: () => Promise<void>,
): Promise<void> {
  try {
    await print()
  } catch (error) {
    output.say(what)
    throw error
  }
}
