import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { peakMemory } from './peak-memory.mjs'

/**
 * Runs a program to its end; throws with what it said when it exits with a code that is not expected.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdin?: string, codes?: number[], onPeak?: (megabytes: number) => void }} [options] `onPeak` is told how much memory it has held
 * @returns {Promise<string>} its standard output
 */
export async function runCommand(program, args, { env = {}, stdin = '', codes = [0], onPeak } = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env } })
  child.stdin.end(stdin)
  const looking = setInterval(() => void peakMemory(child.pid).then((seen) => onPeak?.(seen ?? 0)), 50)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]).finally(() => clearInterval(looking))
  if (!codes.includes(code)) throw new Error(`${program} exited with ${code}: ${stderr || stdout}`)
  return stdout
}

/**
 * Whether a program is installed.
 * @param {string} program
 */
export function isInstalled(program) {
  return runCommand(program, ['--version']).then(
    () => true,
    () => false,
  )
}
