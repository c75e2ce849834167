import { Command } from 'commander'
import type { Run } from '../session.js'
import { createToken } from './tokens/create-token.js'
import { listTokens } from './tokens/list-tokens.js'
import { revokeToken } from './tokens/revoke-token.js'

const EXAMPLES = `
Examples:
  $ rollcall token create --name nightly --scope backup --expires 90d
  $ ROLLCALL_TOKEN=$(rollcall token create --name me --scope read write) rollcall status
  $ rollcall token list
  $ rollcall token revoke 3hR7kQ2x`

/** `rollcall token`: who may use the API. It needs the scope admin; without any, `rollcall-server token` makes the first. */
export function token(run: Run): Command {
  return new Command('token')
    .description('who may use the API; once there is a token, everybody needs one')
    .addCommand(createToken(run))
    .addCommand(listTokens(run))
    .addCommand(revokeToken(run))
    .addHelpText('after', EXAMPLES)
}
