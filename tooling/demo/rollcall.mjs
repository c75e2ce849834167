import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url))

/**
 * Makes a function that runs the command line as a user would and shows what it printed; throws when it exits with another code than `code`.
 * @param {string} url of the server
 * @param {string} cwd
 * @returns {(args: string[], code?: number, options?: { lines?: number }) => Promise<void>}
 */
export function rollcall(url, cwd) {
  return async (args, code = 0, { lines = Infinity } = {}) => {
    process.stdout.write(`\n$ rollcall ${args.join(' ')}\n`)
    const child = spawn(process.execPath, [PROGRAM, ...args, '--url', url], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [printed, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    process.stdout.write(shortened(printed, lines))
    if (exitCode !== code) throw new Error(`rollcall ${args.join(' ')} exited with ${exitCode}, not ${code}`)
  }
}

/**
 * @param {string} printed
 * @param {number} most
 */
function shortened(printed, most) {
  const lines = printed.trimEnd().split('\n')
  if (lines.length <= most) return printed
  return `${lines.slice(0, most).join('\n')}\n… and ${lines.length - most} more lines\n`
}
