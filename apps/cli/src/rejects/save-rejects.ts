import type { LoadTask, Reject } from '@rollcall/sdk'
import { inChunks } from '../output/in-chunks.js'
import { writeNewFile } from '../output/new-file.js'
import { amount } from '../output/numbers.js'
import type { Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'
import { layoutOfLoad, rejectCsv, type RejectLayout } from './reject-csv.js'

interface Place {
  path: string
  /** Whether a file that is there is replaced. */
  force: boolean
}

/** Saves the rejects of a load to a CSV file, which is whole or not there, and says how many there were. */
export async function saveRejects(session: Session, load: string, place: Place): Promise<void> {
  const { rollcall, signal } = session
  const task = await endedLoad(session, load)
  await writeRejects(session, rollcall.loads.eachReject(load, { signal }), { ...place, layout: layoutOfLoad(task) })
}

/** The load of that id; throws while it may still come to have more rejects. */
export async function endedLoad({ rollcall, signal, program }: Session, load: string): Promise<LoadTask> {
  const task = await rollcall.tasks.get({ id: load }, { signal })
  if (task.kind !== 'load') throw new WrongUsage(`${load} is the id of a ${task.kind}, not of a load.`)
  if (task.state === 'waiting' || task.state === 'running')
    throw new WrongUsage(`Load ${load} has not ended. \`${program} loads ${load} --follow\` waits for it.`)
  return task
}

/** Writes rejects to a CSV file, which is whole or not there, and says how many there were. */
export async function writeRejects(
  { tell }: Pick<Session, 'tell'>,
  rejects: AsyncIterable<Reject>,
  { path, force, layout }: Place & { layout: RejectLayout },
): Promise<void> {
  const tally = { count: 0, cut: 0 }
  await writeNewFile(path, inChunks(rejectCsv(layout, counted(rejects, tally))), { force })
  tell(`${amount(tally.count, 'reject')} saved to ${path}.`)
  if (tally.cut > 0) tell(`Of ${amount(tally.cut, 'very long line')} only the beginning was kept.`)
}

interface Tally {
  count: number
  /** Lines of which the end was not kept. */
  cut: number
}

async function* counted(rejects: AsyncIterable<Reject>, tally: Tally): AsyncGenerator<Reject> {
  for await (const reject of rejects) {
    tally.count++
    if (reject.truncated) tally.cut++
    yield reject
  }
}
