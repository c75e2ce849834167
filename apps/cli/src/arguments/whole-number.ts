import { WrongUsage } from '../wrong-usage.js'

interface Range {
  from: number
  to: number
}

/** Makes a parser of the whole numbers in a range, for the option of that name. */
export function wholeNumber(option: string, { from, to }: Range): (given: string) => number {
  return (given) => {
    const number = /^\d{1,9}$/.test(given) ? Number(given) : NaN
    if (number >= from && number <= to) return number
    throw new WrongUsage(`${option} is ${JSON.stringify(given)}; expected a whole number from ${from} to ${to}.`)
  }
}
