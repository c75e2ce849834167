import { createToken, listTokens, migrateUp, revokeToken, type Scope, scopes } from '@rollcall/server'
import { Command, InvalidArgumentError, Option } from 'commander'
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
  const { token, record } = await withDatabase(async (database) => {
    // So that a first token can be made before the first start.
    await migrateUp(database)
    return createToken(database.query, { name, scopes: scope, expiresAt })
  })
  process.stderr.write(`Token ${record.id} (${name}): ${scope.join(', ')}. It is shown this once:\n`)
  process.stdout.write(`${token}\n`)
}

async function list(): Promise<void> {
  const tokens = await withDatabase(({ query }) => listTokens(query))
  for (const { id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } of tokens) {
    const ends = revokedAt ? `revoked ${revokedAt}` : expiresAt ? `expires ${expiresAt}` : 'does not expire'
    process.stdout.write(
      `${id}  ${name}  ${scopes.join(',')}  made ${createdAt}  ${ends}  last used ${lastUsedAt ?? 'never'}\n`,
    )
  }
}

async function revoke(id: string): Promise<void> {
  await withDatabase(({ query }) => revokeToken(query, id))
  process.stdout.write(`Token ${id} is revoked.\n`)
}

function daysOf(text: string): number {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1]
  if (days === undefined || Number(days) === 0) throw new InvalidArgumentError('It is a number of days, such as 90d.')
  return Number(days)
}
