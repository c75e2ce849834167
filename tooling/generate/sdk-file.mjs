import { neat } from './neat.mjs'

const HEAD = '// Generated from the tables and the router by `pnpm generate`. Do not edit.\n'

/**
 * A generated TypeScript file of the SDK, with its head and neat.
 * @param {string} name its name in `packages/sdk/src/generated`
 * @param {string[]} parts
 * @returns {Promise<{ file: string, text: string }>}
 */
export async function sdkFile(name, parts) {
  return { file: `packages/sdk/src/generated/${name}`, text: await neat([HEAD, ...parts]) }
}
