import { Argument, Command, Option } from 'commander'
import { wholeNumber } from '../arguments/whole-number.js'
import { type ExitCode, exitCodes } from '../exit-code.js'
import { printDocument } from '../output/print-document.js'
import { type Report, type ReportName, reportNames, reports } from '../reports/reports.js'
import { reportCsv, reportTable } from '../reports/report-formats.js'
import type { Run, Session } from '../session.js'
import { WrongUsage } from '../wrong-usage.js'

interface ReportOptions {
  year: number
  format?: 'table' | 'csv' | 'json'
}

/** `rollcall report`: the hiring questions, answered for a year. */
export function report(run: Run): Command {
  return new Command('report')
    .description('answer a hiring question for a year, counted in UTC')
    .addArgument(new Argument('<report>', 'which question').choices(reportNames))
    .addOption(
      new Option('--year <year>', 'the year, 1 to 9999')
        .makeOptionMandatory()
        .argParser(wholeNumber('--year', { from: 1, to: 9999 })),
    )
    .addOption(
      new Option('--format <format>', 'how it is printed (default: "table"; json is the same as --json)').choices([
        'table',
        'csv',
        'json',
      ]),
    )
    .action(run(printReport))
}

async function printReport(session: Session, name: ReportName, { year, format }: ReportOptions): Promise<ExitCode> {
  const { rollcall, output, json, signal } = session
  if (json && format !== undefined && format !== 'json') {
    throw new WrongUsage(`--json and --format ${format} exclude each other.`)
  }
  const rows = await reports[name](rollcall, year, signal)
  const made: Report = { report: name, year, rows }
  if (json) await printDocument(output, made)
  else await output.print(format === 'csv' ? reportCsv(made) : reportTable(made))
  return exitCodes.done
}
