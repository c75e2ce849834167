import type { Preview, PreviewOptions, TableName } from '@rollcall/sdk'
import { Command, Option } from 'commander'
import { checkColumns, columnsOption } from '../arguments/columns-option.js'
import { delimiterOption } from '../arguments/delimiter-option.js'
import { encodingOption } from '../arguments/encoding-option.js'
import { headerOption } from '../arguments/header-option.js'
import { tableArgument } from '../arguments/table-argument.js'
import { wholeNumber } from '../arguments/whole-number.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { openSource, STANDARD_INPUT } from '../loads/open-source.js'
import { previewText } from '../loads/preview-text.js'
import { printDocument } from '../output/print-document.js'
import type { Run, Session } from '../session.js'

const MOST = 100

/** `rollcall preview`: the first lines of a CSV file as they would be read; nothing is loaded. */
export function preview(run: Run): Command {
  return new Command('preview')
    .description('show the first lines of a CSV file as they would be loaded; nothing is kept')
    .addArgument(tableArgument())
    .argument('<file>', 'a CSV file, packed by gzip or not, or - for standard input')
    .addOption(headerOption())
    .addOption(columnsOption())
    .addOption(delimiterOption())
    .addOption(encodingOption())
    .addOption(
      new Option('--limit <number>', 'so many of them')
        .default(10)
        .argParser(wholeNumber('--limit', { from: 1, to: MOST })),
    )
    .action(run(showPreview))
}

async function showPreview(
  session: Session,
  table: TableName,
  file: string,
  options: PreviewOptions,
): Promise<ExitCode> {
  const { rollcall, output, json, signal } = session
  checkColumns(table, options.columns)
  const source = await openSource(file, process.stdin)
  const found: Preview = await rollcall.preview(table, source, { ...options, signal })
  if (json) await printDocument(output, found)
  else await output.print(previewText(found, file === STANDARD_INPUT ? 'standard input' : file))
  return exitCodes.done
}
