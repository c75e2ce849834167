import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'

import { choosePort } from './choose-port.js'
import { partialOf } from './partial-folder.js'
import { PostgresError } from './postgres-error.js'

/** How to reach the embedded PostgreSQL; always on 127.0.0.1, always the database `rollcall`. */
export interface Connection {
  port: number
  user: string
  password: string
}

/** What psql and other clients connect with. */
export function connectionUrl({ user, password, port }: Connection): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/rollcall`
}

/**
 * Reads `connection.json`; if it is not there and may be created, makes one with a random password and a free port. It
 * exists before the data do, and of several who create it at once the first wins. Rejects with `home_not_usable`.
 */
export async function ensureConnection(file: string, { mayCreate }: { mayCreate: boolean }): Promise<Connection> {
  const text = await readIfThere(file)
  if (text !== undefined) return parse(file, text)
  if (!mayCreate) {
    const message = `${file} is gone, and with it the password of the database beside it. Put the file back, or move the folder away to begin with an empty database.`
    throw new PostgresError('home_not_usable', message)
  }
  const connection = { port: await choosePort(), user: 'rollcall', password: randomBytes(24).toString('base64url') }
  await write(file, connection, link)
  return parse(file, await readFile(file, 'utf8'))
}

/** Writes down the port PostgreSQL listens on now, so that the next start asks for the same one. */
export async function rememberPort(file: string, connection: Connection): Promise<void> {
  const known = parse(file, await readFile(file, 'utf8'))
  if (known.port !== connection.port) await write(file, connection, rename)
}

async function write(file: string, connection: Connection, publish: typeof link): Promise<void> {
  const partial = partialOf(file)
  const owner = await stat(file).catch(() => undefined)
  try {
    await using handle = await open(partial, 'wx', 0o600)
    await handle.writeFile(`${JSON.stringify(connection, null, 2)}\n`)
    await handle.sync()
    // Root keeps it readable to the user who made it.
    if (owner && process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid)
    await publish(partial, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(partial, { force: true })
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

function parse(file: string, text: string): Connection {
  try {
    const { port, user, password } = JSON.parse(text) as Record<string, unknown>
    if (typeof port === 'number' && typeof user === 'string' && typeof password === 'string')
      return { port, user, password }
  } catch {
    // Said below, without the text: it may hold a password.
  }
  const message = `${file} does not hold {"port", "user", "password"}. Put the file back as it was, or move the folder it is in away to begin with an empty database.`
  throw new PostgresError('home_not_usable', message)
}
