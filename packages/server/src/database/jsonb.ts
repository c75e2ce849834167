/**
 * A value as JSON that PostgreSQL keeps as jsonb: NUL and halves of surrogate pairs, of which it knows none, become U+FFFD. They come from
 * clients, in what is told back to them.
 */
export function jsonb(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? storable(each) : each))
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
