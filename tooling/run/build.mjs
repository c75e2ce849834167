import { spawn } from 'node:child_process'

/** After so many milliseconds of silence somebody would wonder what is going on. */
const PATIENCE = 1000

/**
 * Builds what is not built yet; says nothing unless it takes long or fails.
 * @returns {Promise<boolean>} whether it is built
 */
export function build() {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  const turbo = spawn('turbo', ['run', 'build', '--output-logs=errors-only'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  /** @type {Buffer[]} */
  const output = []
  for (const stream of [turbo.stdout, turbo.stderr]) stream.on('data', (chunk) => output.push(chunk))
  const impatient = setTimeout(() => process.stderr.write('Building Rollcall …\n'), PATIENCE)
  return new Promise((resolve, reject) => {
    turbo.once('error', reject)
    turbo.once('close', (code) => {
      clearTimeout(impatient)
      if (code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(code === 0)
    })
  })
}
