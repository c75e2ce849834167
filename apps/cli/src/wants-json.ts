/** Whether the arguments ask for JSON; answered before they are parsed, because wrong usage is told as JSON too. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  const options = end === -1 ? args : args.slice(0, end)
  return options.some(
    (option, at) =>
      option === '--json' || option === '--format=json' || (option === '--format' && options[at + 1] === 'json'),
  )
}
