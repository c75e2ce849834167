import type { Token } from '@rollcall/sdk'
import { Command } from 'commander'
import { momentText } from '../../backups/backup-text.js'
import { type ExitCode, exitCodes } from '../../exit-code.js'
import { printDocument } from '../../output/print-document.js'
import { type Cell, textTable } from '../../output/text-table.js'
import type { Run, Session } from '../../session.js'

/** `rollcall token list`: all tokens ever made, but not what they are. */
export function listTokens(run: Run): Command {
  return new Command('list').description('all tokens, newest first').action(run(list))
}

async function list({ rollcall, output, json, signal }: Session): Promise<ExitCode> {
  const tokens = await rollcall.tokens.list({ signal })
  if (json) await printDocument(output, { tokens })
  else await output.print(tokenTable(tokens))
  return exitCodes.done
}

function tokenTable(tokens: Token[]): string {
  if (tokens.length === 0) return 'There are no tokens; `rollcall token create` makes one.\n'
  return textTable(['id', 'name', 'scopes', 'made', 'last used', 'ends'], tokens.map(cells))
}

function cells(token: Token): Cell[] {
  const { id, name, scopes, createdAt, lastUsedAt } = token
  return [id, name, scopes.join(', '), momentText(createdAt), lastUsedAt && momentText(lastUsedAt), endText(token)]
}

function endText({ expiresAt, revokedAt }: Token): string | null {
  if (revokedAt) return `revoked ${momentText(revokedAt)}`
  return expiresAt && momentText(expiresAt)
}
