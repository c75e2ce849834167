import { integer } from './integer.js'
import type { Kind } from './kind.js'
import { text } from './text.js'
import { timestamp } from './timestamp.js'

/** A column: its kind, and the table its values are keys of, if any. */
export interface Column<K extends Kind = Kind> {
  readonly kind: K
  readonly references?: string
}

/** Makes a column of each kind; `references` names the table whose key the value must be. */
export const column = {
  integer: (options: { references?: string } = {}): Column<typeof integer> => ({ kind: integer, ...options }),
  text: (): Column<typeof text> => ({ kind: text }),
  timestamp: (): Column<typeof timestamp> => ({ kind: timestamp }),
}
