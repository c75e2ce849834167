/**
 * A value as JSON that PostgreSQL keeps as jsonb: NUL and halves of surrogate pairs, of which it knows none, become U+FFFD. They come from
 * clients, in what is told back to them.
 */
export function jsonb(value: unknown): string {
  const text = JSON.stringify(value)
  // Both are spelled with an escape, and hardly ever there.
  return text.includes('\\u') ? JSON.stringify(value, withoutUnstorable) : text
}

function withoutUnstorable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
}
