import { docOf } from './doc-of.mjs'
import { printType } from './print-type.mjs'
import { sdkFile } from './sdk-file.mjs'

/** `types.ts`: every type that has a name, by name. */
export function makeTypes({ router }) {
  const named = [...router.types].sort(([a], [b]) => (a < b ? -1 : 1))
  return sdkFile('types.ts', named.map(declaration))
}

function declaration([name, schema]) {
  const type = printType(schema)
  const declared = type.startsWith('{') ? `interface ${name} ${type}` : `type ${name} = ${type}`
  return `${docOf(schema)}export ${declared}\n`
}
