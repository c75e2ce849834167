import { randomUUID } from 'node:crypto'
import { type Rollcall, type Task, RollcallError } from '@rollcall/sdk'
import { ended } from './finish-task.js'

/** Starts a backup task by its bare procedure and asks for its end often: many of them in a short time. Fails with the code the start was refused with. */
export async function runTask(
  { url, rollcall }: { url: string; rollcall: Rollcall },
  procedure: string,
  input: object,
): Promise<Task> {
  const response = await fetch(`${url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ task: randomUUID(), ...input }),
  })
  const { result, error } = (await response.json()) as Answer
  if (!result) throw new RollcallError(error.data.reason, error.message)
  return ended(rollcall, result.data.id)
}

interface Answer {
  result?: { data: { id: string } }
  error: { message: string; data: { reason: RollcallError['code'] } }
}
