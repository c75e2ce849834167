import type { Reject } from '@rollcall/sdk'
import { Command } from 'commander'
import { loadArgument } from '../arguments/load-argument.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { checkNewFile } from '../output/new-file.js'
import { printParts, printWhole } from '../output/print-parts.js'
import { rejectDocument } from '../rejects/reject-document.js'
import { rejectListHead, rejectText } from '../rejects/reject-text.js'
import { endedLoad, saveRejects } from '../rejects/save-rejects.js'
import type { Run, Session } from '../session.js'

interface RejectsOptions {
  output?: string
  force?: boolean
}

/** `rollcall rejects`: the lines a load did not take, to look at or to mend. */
export function rejects(run: Run): Command {
  return new Command('rejects')
    .description('show the lines a load did not take, or save them to be mended')
    .addArgument(loadArgument())
    .option('-o, --output <file>', 'save them to this CSV file: line, problems, and the line as it came')
    .option('--force', 'replace the file if it is there')
    .action(run(tellRejects))
}

async function tellRejects(session: Session, load: string, options: RejectsOptions): Promise<ExitCode> {
  const { rollcall, output, json, signal, tell } = session
  const { output: path, force = false } = options
  if (path !== undefined) {
    await checkNewFile(path, { force })
    await saveRejects(session, load, { path, force })
  } else {
    await endedLoad(session, load)
  }
  const all = rollcall.loads.eachReject(load, { signal })
  if (json) await printWhole(output, rejectDocument(load, all))
  else if (path === undefined)
    await printParts(
      output,
      rejectList(all, () => tell('This load has no rejects.')),
    )
  return exitCodes.done
}

async function* rejectList(all: AsyncIterable<Reject>, none: () => void): AsyncGenerator<string> {
  let empty = true
  for await (const reject of all) {
    yield (empty ? rejectListHead : '') + rejectText(reject)
    empty = false
  }
  if (empty) none()
}
