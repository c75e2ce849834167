/** An argument, option or file that cannot be worked with; the message names it and says what would do. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}
