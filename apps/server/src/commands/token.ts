import {
  COMMAND_LINE,
  createTokenService,
  type Database,
  migrateUp,
  type Scope,
  scopes,
  type TokenService,
} from '@rollcall/server'
import { Command, InvalidArgumentError, Option } from 'commander'
import { readSettings } from '../env.js'
import { withDatabase } from '../with-database.js'

/** `rollcall-server token create|list|revoke`, beside a running server or without one. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('who may use the API; once there is a token, everybody needs one')
    .addCommand(
      new Command('create')
        .description('make a token; it is printed once and kept nowhere')
        .requiredOption('--name <name>', 'what it is for')
        .addOption(new Option('--scope <scopes...>', 'what it may do').choices([...scopes]).makeOptionMandatory())
        .option('--expires <days>', 'after how long it ends, such as 90d', daysOf)
        .action(create),
    )
    .addCommand(new Command('list').description('all tokens, newest first').action(list))
    .addCommand(new Command('revoke').description('end a token at once').argument('<id>').action(revoke))
}

async function create({ name, scope, expires }: { name: string; scope: Scope[]; expires?: number }): Promise<void> {
  const expiresAt = expires === undefined ? null : new Date(Date.now() + expires * 86_400_000)
  const made = await withDatabase(async (database) => {
    // So that a first token can be made before the first start.
    await migrateUp(database)
    return tokensOf(database).create({ name, scopes: scope, expiresAt }, COMMAND_LINE)
  })
  say(`Token ${made.id} (${made.name}): ${made.scopes.join(', ')}. It is shown this once:`)
  process.stdout.write(`${made.token}\n`)
  if (made.warning) say(made.warning)
}

async function list(): Promise<void> {
  const tokens = await withDatabase((database) => tokensOf(database).list())
  for (const { id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } of tokens) {
    const ends = revokedAt ? `revoked ${revokedAt}` : expiresAt ? `expires ${expiresAt}` : 'does not expire'
    process.stdout.write(
      `${id}  ${name}  ${scopes.join(',')}  made ${createdAt}  ${ends}  last used ${lastUsedAt ?? 'never'}\n`,
    )
  }
}

async function revoke(id: string): Promise<void> {
  const { warning } = await withDatabase((database) => tokensOf(database).revoke(id, COMMAND_LINE))
  process.stdout.write(`Token ${id} is revoked.\n`)
  if (warning) say(warning)
}

function tokensOf({ query }: Database): TokenService {
  return createTokenService(query, readSettings(process.env))
}

function say(message: string): void {
  process.stderr.write(`${message}\n`)
}

function daysOf(text: string): number {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1]
  if (days === undefined || Number(days) === 0) throw new InvalidArgumentError('It is a number of days, such as 90d.')
  return Number(days)
}
