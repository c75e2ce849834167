import { Argument } from 'commander'
import { WrongUsage } from '../wrong-usage.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The argument that names a load. */
export function loadArgument(): Argument {
  return new Argument('<load>', 'the id of a load, as `rollcall loads` lists it').argParser(parseLoad)
}

/** The id of a load, in the form the server gives it. */
export function parseLoad(given: string): string {
  if (UUID.test(given)) return given.toLowerCase()
  throw new WrongUsage(
    `${JSON.stringify(given)} is not the id of a load; expected one such as 0b0f8e0e-6f0c-4d5b-9d3b-6f1f0a9d7c11.`,
  )
}
