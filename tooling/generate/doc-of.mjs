/**
 * The docstring of a schema, with a line end: its description, the range of an integer, and what it is when absent.
 * @param {Record<string, unknown>} schema
 * @returns {string} empty when there is nothing to say
 */
export function docOf(schema) {
  const parts = [schema.description, rangeOf(schema), defaultOf(schema)].filter((part) => part !== undefined)
  return parts.length > 0 ? `/** ${parts.map(sentence).join(' ').replaceAll('*/', '* /')} */\n` : ''
}

/** The bounds zod gives every whole number. */
const USUAL = new Set([-(2 ** 31), 2 ** 31 - 1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])

function rangeOf({ minimum, maximum }) {
  if (minimum === undefined || maximum === undefined || USUAL.has(minimum) || USUAL.has(maximum)) return undefined
  return `${minimum} to ${maximum}`
}

function defaultOf(schema) {
  return schema.default === undefined ? undefined : `Default: \`${JSON.stringify(schema.default)}\``
}

function sentence(text) {
  return /[.:]$/.test(text) ? text : `${text}.`
}
