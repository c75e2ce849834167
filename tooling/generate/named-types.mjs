import { printType } from './print-type.mjs'

/** Gathers the types that have a name, and refuses two shapes of one name. */
export function namedTypes() {
  const types = new Map()
  const found = new Map()
  return {
    types,
    /**
     * @param {string} name
     * @param {Record<string, unknown>} schema
     * @param {string} where it was found, for messages
     */
    add(name, schema, where) {
      const text = within(`${name} in ${where}`, () => printType(schema))
      const first = found.get(name)
      if (first && first.text !== text) {
        throw new Error(
          `${name} has one shape in ${first.where} and another in ${where}. Give them two ids.\n${first.text}\n${text}`,
        )
      }
      if (first) return
      found.set(name, { text, where })
      types.set(name, schema)
    },
  }
}

/** Runs a function and, if it fails, says in the message where that was. */
export function within(where, work) {
  try {
    return work()
  } catch (error) {
    throw new Error(`${where}: ${error.message}`, { cause: error })
  }
}
