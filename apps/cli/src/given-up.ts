interface GivenUpOptions {
  /** By Ctrl-C or Escape, not by an answer. */
  interrupted: boolean
}

/** The user did not go on: asked, or by Ctrl-C. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly interrupted: boolean

  constructor(message: string, { interrupted }: GivenUpOptions) {
    super(message)
    this.interrupted = interrupted
  }
}
