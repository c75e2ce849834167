/** What a token may do: look, change rows and load, make backups, put a table back, or everything. */
export const scopes = ['read', 'write', 'backup', 'restore', 'admin'] as const

export type Scope = (typeof scopes)[number]

/** Whether these scopes allow what wants `needed`. */
export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes('admin') || granted.includes(needed)
}
