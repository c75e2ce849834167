import type { Reject } from '@rollcall/sdk'

/**
 * The JSON document of a load's rejects, in pieces, so that any number of them can be told. Where `text` is not the line as it came,
 * `base64` has its bytes; where it is only the beginning, `truncated` says so and `length` how many bytes the line has.
 */
export async function* rejectDocument(load: string, rejects: AsyncIterable<Reject>): AsyncGenerator<string> {
  yield `{"load":${JSON.stringify(load)},"rejects":[`
  let separator = ''
  for await (const { line, offset, problems, text, base64, truncated, length } of rejects) {
    const more = { ...(base64 !== null && { base64 }), ...(truncated && { truncated, length }) }
    yield separator + JSON.stringify({ line, offset, problems, text, ...more })
    separator = ','
  }
  yield ']}\n'
}
