import { delimiters, type Delimiter } from './read-options.js'

/** What the first two columns of a rejects file are called; FORMATS.md has its shape. */
const REASONS = ['reject_line', 'reject_problems']

/** How much of a text is looked at for its delimiter, in bytes. */
export const REASONS_BYTES = 64

/** The delimiter of a rejects file, which is that of the file its lines came from; undefined for any other text. */
export function delimiterOfRejects(head: Buffer): Delimiter | undefined {
  const [line, problems] = REASONS
  const found = new RegExp(`^(?:\\xef\\xbb\\xbf)?[\\r\\n]*"?${line}"?(.)"?${problems}"?(?:\\1|[\\r\\n]|$)`, 'i')
  const delimiter = found.exec(head.toString('latin1'))?.[1]
  return delimiters.find((each) => each === delimiter)
}

/** The columns of a rejects file by the names in its header; undefined when it is another one's. */
export function namesAfterReasons(names: string[], ofTable: string[]): string[] | undefined {
  if (!REASONS.every((reason, index) => names[index] === reason)) return undefined
  const columns = names
    .slice(REASONS.length)
    .map((name) => ofTable.find((column) => column.toLowerCase() === name) ?? name)
  const known = columns.filter((column) => column !== '-')
  const all = known.length === ofTable.length && ofTable.every((column) => known.includes(column))
  return all ? [...REASONS.map(() => '-'), ...columns] : undefined
}
