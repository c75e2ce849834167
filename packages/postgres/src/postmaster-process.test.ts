import { spawn } from 'node:child_process'
import { pbkdf2 } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'

import { expect, it } from 'vitest'

import { mayBePostmaster } from './postmaster-process.js'

it('takes nothing for a postmaster that ends while it is looked at', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const exited = once(child, 'exit')
  // Files are read by a few threads; what is asked of them next waits until these are done, and the process is gone by then.
  const busy = Array.from({ length: 16 }, () => promisify(pbkdf2)('', '', 100_000, 64, 'sha512'))
  child.kill('SIGKILL')
  const answer = mayBePostmaster(child.pid ?? 0, '/nowhere')
  expect(await answer).toBe(false)
  await Promise.all([exited, ...busy])
})
