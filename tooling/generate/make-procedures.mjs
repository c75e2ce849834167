import { within } from './named-types.mjs'
import { printType } from './print-type.mjs'
import { sdkFile } from './sdk-file.mjs'

/** `procedures.ts`: a typed method for every procedure, grouped as the router is. */
export function makeProcedures({ router }) {
  const methods = router.procedures.map((procedure) => within(procedure.path, () => method(procedure)))
  const declared = grouped(methods, ({ name, declaration }) => `${name}: ${declaration}`, '\n')
  const built = grouped(methods, ({ name, implementation }) => `${name}: ${implementation}`, ',\n')
  const text = [
    '/** What a server can do, one method for each procedure. A failure is a RollcallError. */',
    `export interface Procedures {\n${declared.map(([group, body]) => `${group}: {\n${body}\n}`).join('\n')}\n}\n`,
    '/** Makes the methods on a way to reach the server. */',
    'export function procedures({ call, stream }: Transport): Procedures {',
    `return {\n${built.map(([group, body]) => `${group}: {\n${body}\n}`).join(',\n')}\n}\n}`,
  ].join('\n')
  return sdkFile('procedures.ts', [
    "import type { CallOptions, Transport } from '../transport.js'",
    `import type { ${usedTypes(text, router.types)} } from './types.js'\n`,
    text,
  ])
}

function method(procedure) {
  const [group, name, ...deeper] = procedure.path.split('.')
  if (!name || deeper.length > 0) throw new Error('a procedure stands in one group; give it a name such as group.name.')
  const input = procedure.input && printType(procedure.input)
  const output = printType(procedure.output)
  const answer = procedure.streams ? `AsyncIterable<${output}>` : `Promise<${output}>`
  const parameters = [input && `input${procedure.inputMayBeAbsent ? '?' : ''}: ${input}`, 'options?: CallOptions']
  return {
    group,
    name,
    declaration: `(${parameters.filter(Boolean).join(', ')}) => ${answer}`,
    implementation: implementation(procedure),
  }
}

function implementation({ path, type, streams, input, inputMayBeAbsent }) {
  const parameters = input ? `${inputMayBeAbsent ? 'input = {}' : 'input'}, options` : 'options'
  const given = input ? 'input' : 'undefined'
  return streams
    ? `(${parameters}) => stream('${path}', ${given}, options)`
    : `(${parameters}) => call('${path}', '${type}', ${given}, options)`
}

function grouped(methods, line, separator) {
  const groups = new Set(methods.map(({ group }) => group))
  const inGroup = (name) => methods.filter(({ group }) => group === name)
  return [...groups].map((group) => [group, inGroup(group).map(line).join(separator)])
}

function usedTypes(text, types) {
  return [...types.keys()]
    .filter((name) => new RegExp(`\\b${name}\\b`).test(text))
    .sort((a, b) => (a < b ? -1 : 1))
    .join(', ')
}
