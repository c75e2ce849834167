import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { binary } from '../../test/run-binary.js'
import { scratchFolder } from '../../test/scratch-folder.js'

const CSV = '1,Cook\nx,Chef\n'

it.each(['by its name', 'by another name', 'as standard input'])(
  'does not let rejects be saved over the file that is loaded: %s',
  async (how) => {
    await using folder = await scratchFolder()
    const [file, other] = [join(folder.path, 'jobs.csv'), join(folder.path, 'same.csv')]
    await writeFile(file, CSV)
    await link(file, other)
    await using input = await open(file)
    const source = { 'by its name': file, 'by another name': other, 'as standard input': '-' }[how] ?? ''
    const args = [binary, 'load', 'jobs', source, '--rejects', file, '--force', '--url', 'http://127.0.0.1:9']
    const child = spawn(process.execPath, args, { stdio: [input.fd, 'ignore', 'pipe'] })
    const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')])
    expect(said).toContain(`${file} is the file that is loaded; save the rejects to another one.`)
    expect(code).toBe(2)
    expect(await readFile(file, 'utf8')).toBe(CSV)
  },
)
