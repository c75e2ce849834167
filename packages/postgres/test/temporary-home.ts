import { chmod, mkdtemp, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { mayBePostmaster } from '../src/postmaster-process.js'
import { eventually } from './eventually.js'

/** An empty ROLLCALL_HOME of a test's own, and what can be seen of the server in it. */
export interface TemporaryHome extends AsyncDisposable {
  home: string
  data: string
  /** The process id in postmaster.pid; rejects if there is none. */
  postmaster(): Promise<number>
}

/** Makes a home that every user can pass through; when disposed, whatever still runs in it is killed and all is removed. */
export async function temporaryHome({ mode = 0o755, name = 'home' } = {}): Promise<TemporaryHome> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-postgres-'))
  await chmod(folder, mode)
  const home = join(folder, name)
  const data = join(home, 'postgres', 'data')
  const postmaster = async (): Promise<number> => {
    const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
    return Number(pid)
  }
  async function remove(): Promise<void> {
    const left = await postmaster().catch(() => 0)
    const real = await realpath(data).catch(() => data)
    const isGone = async (): Promise<boolean> => !(await mayBePostmaster(left, real))
    if (!(await isGone())) process.kill(left, 'SIGKILL')
    await eventually(isGone)
    const target = await readlink(data).catch(() => undefined)
    if (target?.startsWith('/var/lib/rollcall/')) await rm(dirname(target), { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { home, data, postmaster, [Symbol.asyncDispose]: remove }
}
