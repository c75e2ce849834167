/** A file that must begin with a header does not; the message shows what was found and what was expected. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError'

  constructor(found: string | undefined, expected: string[], hint: string | null) {
    const wanted = `expected a header with the columns ${expected.join(', ')}, in any order`
    super(`the first line is ${found ?? 'missing'}; ${wanted}${hint === null ? '' : `; ${hint}`}`)
  }
}
