import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The id of a home, made when it is first asked for: it tells whose uploads a task of the database needs. */
export async function homeId(home: string): Promise<string> {
  const file = join(home, 'id')
  await mkdir(home, { recursive: true })
  const found = await readFile(file, 'utf8').catch(() => '')
  if (/^[0-9a-f-]{36}$/.test(found)) return found
  const id = randomUUID()
  await writeFile(file, id)
  return id
}
