import type { Scope } from '@rollcall/sdk'
import { Option } from 'commander'

/** What each scope allows, as --help tells it. */
const scopes: Record<Scope, string> = {
  read: 'look',
  write: 'change rows and load',
  backup: 'make and look after backups',
  restore: 'put a table back',
  admin: 'everything',
}

/** The option that says what a token may do. */
export function scopeOption(): Option {
  const told = Object.entries(scopes).map(([scope, allows]) => `${scope}: ${allows}`)
  return new Option('--scope <scopes...>', `what it may do: ${told.join(', ')}`)
    .choices(Object.keys(scopes))
    .makeOptionMandatory()
}
