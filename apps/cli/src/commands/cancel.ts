import type { LoadTask } from '@rollcall/sdk'
import { Command } from 'commander'
import { loadArgument } from '../arguments/load-argument.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { listedLoad } from '../loads/listed-load.js'
import { printDocument } from '../output/print-document.js'
import type { Run, Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'

/** `rollcall cancel`: stops a load, of which nothing is kept then. */
export function cancel(run: Run): Command {
  return new Command('cancel')
    .description('stop a load that waits or runs; nothing of it is kept')
    .addArgument(loadArgument())
    .action(run(cancelLoad))
}

async function cancelLoad({ rollcall, output, json, signal }: Session, load: string): Promise<ExitCode> {
  const task = await rollcall.tasks.get({ id: load }, { signal })
  if (task.kind !== 'load') throw new WrongUsage(`Task ${load} is a ${task.kind}, not a load.`)
  await rollcall.tasks.cancel({ id: load }, { signal })
  // How it ended tells only its end: it may have been done before it could be stopped.
  await rollcall.loads.follow(load, { signal }).catch(() => undefined)
  const ended = (await rollcall.tasks.get({ id: load }, { signal })) as LoadTask
  if (json) await printDocument(output, listedLoad(ended))
  else await output.print(endText(ended))
  return ended.state === 'cancelled' ? exitCodes.done : exitCodes.failed
}

function endText({ id, state, input: { table } }: LoadTask): string {
  if (state === 'cancelled') return `Load ${id} is cancelled; ${table} is as it was before.\n`
  return state === 'done' ? `Load ${id} was done before it could be stopped.\n` : `Load ${id} is ${state}.\n`
}
