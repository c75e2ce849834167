import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { build } from './build.mjs'

// Builds what is not built yet, then becomes the program named first: `node run.mjs apps/cli/dist/main.js load …`.
const [program, ...args] = process.argv.slice(2)
process.exitCode = (await build()) ? await become(args) : 1

/**
 * Runs the program in our place; answers its exit code.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function become(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
    // A terminal sends its Ctrl-C to both of us; a second one would end the program before it has tidied up.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
