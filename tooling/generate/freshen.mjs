import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Writes the generated files that are stale; with --check on the command line it writes nothing and fails when there is one.
 * @param {{ file: string, text: string }[]} files each a path below the root, and what belongs there
 * @param {string} command what makes them
 */
export async function freshen(files, command) {
  const isCheck = process.argv.includes('--check')
  for (const { file, text } of files) {
    const path = join(ROOT, file)
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue
    if (isCheck) {
      console.error(`${file} is stale. Run \`${command}\`.`)
      process.exitCode = 1
      continue
    }
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    console.error(`${file} written`)
  }
}
