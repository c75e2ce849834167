import { build } from '@rollcall/run'
import { parseArgs } from 'node:util'

const HELP = `pnpm test:soak [options]   sixteen clients at everything at once, for long: nothing fails, leaks or is counted wrong

Serves an embedded PostgreSQL; with DATABASE_URL a database of its own on that one, which is dropped afterwards.

  --minutes <n>   how long (default: 10); memory is judged from 6 on
  --seed <n>      what the clients choose (default: another one each time)`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h' },
  },
})

if (values.help) {
  process.stdout.write(`${HELP}\n`)
} else if (await build()) {
  // Not before the programs it runs are built.
  const { runSoak } = await import('./run-soak.mjs')
  process.exitCode = (await runSoak({ minutes: Number(values.minutes), seed: Number(values.seed) })) ? 0 : 1
} else {
  process.exitCode = 1
}
