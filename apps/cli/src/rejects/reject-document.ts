import type { Reject } from '@rollcall/sdk'

/** The JSON document of a load's rejects, in pieces, so that any number of them can be told. */
export async function* rejectDocument(load: string, rejects: AsyncIterable<Reject>): AsyncGenerator<string> {
  yield `{"load":${JSON.stringify(load)},"rejects":[`
  let separator = ''
  for await (const { line, offset, problems, text } of rejects) {
    yield separator + JSON.stringify({ line, offset, problems, text })
    separator = ','
  }
  yield ']}\n'
}
