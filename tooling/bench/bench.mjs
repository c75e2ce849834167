import { build } from '@rollcall/run'
import { parseArgs } from 'node:util'

const HELP = `pnpm bench load [options]   how fast CSV files go in, against what is installed of psql and pgloader

Uses the PostgreSQL of DATABASE_URL, in a database of its own that is dropped afterwards; without it an embedded one.

  --rows <n,n,…>    sizes of the files (default: 100000,1000000)
  --runs <n>        how often each is measured, all in turn (default: 3)
  --only <part>     empty, live or bad (default: all)`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '100000,1000000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

if (values.help || positionals[0] !== 'load') {
  process.stdout.write(`${HELP}\n`)
  process.exitCode = values.help ? 0 : 2
} else if (await build()) {
  // Not before the programs it runs are built.
  const { benchLoad } = await import('./load.mjs')
  await benchLoad({ sizes: values.rows.split(',').map(Number), runs: Number(values.runs), only: values.only })
} else {
  process.exitCode = 1
}
