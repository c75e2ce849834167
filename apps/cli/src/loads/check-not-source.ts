import { fstat, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { STANDARD_INPUT } from './open-source.js'
import { WrongUsage } from '../wrong-usage.js'

/** Refuses to save rejects over the file they come from: its good lines are in no table before the load has ended, and may never be. */
export async function checkNotSource(path: string, source: string): Promise<void> {
  const place = await stat(path).catch(() => undefined)
  const from = await statOf(source).catch(() => undefined)
  if (!place || !from || place.ino !== from.ino || place.dev !== from.dev) return
  throw new WrongUsage(`${path} is the file that is loaded; save the rejects to another one.`)
}

function statOf(source: string): Promise<Stats> {
  return source === STANDARD_INPUT ? promisify(fstat)(process.stdin.fd) : stat(source)
}
