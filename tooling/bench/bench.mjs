import { build } from '@rollcall/run'
import { parseArgs } from 'node:util'

const HELP = `pnpm bench load [options]   how fast CSV files go in, against what is installed of psql and pgloader
pnpm bench http [options]   how fast requests are answered, against a bare server that does the same, and hand-written SQL

Uses the PostgreSQL of DATABASE_URL, in a database of its own that is dropped afterwards; without it an embedded one.

  --rows <n,n,…>    load: sizes of the files (default: 100000,1000000,5000000)
                    http: sizes of the table the reports are asked of (default: 1000000,5000000)
  --runs <n>        how often each is measured, all in turn (default: 3 and 7); reads once
  --only <part>     load: empty, live or bad; http: create, many, reads or reports (default: all)
  --requests <n>    http: how many each run sends, and the 20th part of it of 1,000 rows each (default: 4000)`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    runs: { type: 'string' },
    only: { type: 'string' },
    requests: { type: 'string', default: '4000' },
    help: { type: 'boolean', short: 'h' },
  },
})

const sizesOr = (/** @type {number[]} */ sizes) => values.rows?.split(',').map(Number) ?? sizes

/** @type {Record<string, () => Promise<void>>} */
const benches = {
  // Not before the programs they run are built.
  async load() {
    const { benchLoad } = await import('./load.mjs')
    await benchLoad({
      sizes: sizesOr([100_000, 1_000_000, 5_000_000]),
      runs: Number(values.runs ?? 3),
      only: values.only,
    })
  },
  async http() {
    const { benchHttp } = await import('./http.mjs')
    const sizes = sizesOr([1_000_000, 5_000_000])
    await benchHttp({ sizes, runs: Number(values.runs ?? 7), only: values.only, requests: Number(values.requests) })
  },
}

const bench = benches[positionals[0] ?? '']
if (values.help || !bench) {
  process.stdout.write(`${HELP}\n`)
  process.exitCode = values.help ? 0 : 2
} else if (await build()) {
  await bench()
} else {
  process.exitCode = 1
}
