// The connection between the server and its database is cut at every message of a load, or at some of them.
import type { LoadFileOptions } from '@rollcall/sdk'
import { expect, test, vi } from 'vitest'
import { employeeCsv } from '../support/employee-csv.js'
import { keysOf } from '../support/keys-of.js'
import { employees, fingerprint, parents } from '../support/people.js'
import type { Fault } from '../support/pg-proxy.js'
import { isProof, longTimeout, proofRuns } from '../support/proof-runs.js'
import { random, type Random } from '../support/random.js'
import { type ServerBehindProxy, serverBehindProxy } from '../support/server-behind-proxy.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: longTimeout })

interface Scenario {
  what: string
  /** How many employees are there before. */
  there: number
  csv: () => Iterable<string>
  options: LoadFileOptions
  ends: [state: string, code: string | undefined]
}

const badLines = (count: number) =>
  Array.from({ length: count }, (_, index) => `${-1 - index},Nobody,2021-01-01T00:00:00Z,99,1\n`).join('')

const scenarios: Scenario[] = [
  {
    what: 'that builds the keys anew',
    there: 0,
    csv: () => [...employeeCsv(1, 25_000), badLines(100)],
    options: {},
    ends: ['done', undefined],
  },
  {
    what: 'into a table in use',
    there: 500,
    csv: () => [badLines(100), ...employeeCsv(1, 3_000)],
    options: { onConflict: 'skip' },
    ends: ['done', undefined],
  },
  {
    what: 'that updates rows',
    there: 500,
    csv: () => [...employeeCsv(1, 3_000), badLines(1)],
    options: { onConflict: 'update' },
    ends: ['done', undefined],
  },
  {
    what: 'with too many rejects',
    there: 500,
    csv: () => [...employeeCsv(501, 1_000), badLines(2_000)],
    options: { maxRejects: '1000' },
    ends: ['failed', 'too_many_rejects'],
  },
]

/** What a load left. */
interface Outcome {
  print: string
  state: string | undefined
  code: string | undefined
  result: Record<string, unknown> | undefined
  rejects: number
  deeds: number
}

async function prepare({ database }: ServerBehindProxy, { there }: Scenario): Promise<void> {
  await database.sql('TRUNCATE hired_employees, tasks, rejects, audit')
  await employees(database, there)
}

/** Loads, and waits for the end of the task even when the client has lost sight of it. */
async function load({ rollcall, database }: ServerBehindProxy, { csv, options }: Scenario): Promise<Outcome> {
  const told = await rollcall.load('hired_employees', csv(), options).then(
    () => undefined,
    (error: { code: string }) => error.code,
  )
  const [task] = await until('the end of the task', async () => {
    const tasks = await database.sql<Task>('SELECT state, error, result FROM tasks')
    return tasks.every(({ state }) => ['done', 'failed'].includes(state)) && tasks
  })
  const [count] = await database.sql<{ rejects: number; deeds: number }>(
    `SELECT (SELECT count(*) FROM rejects)::integer AS rejects,
            (SELECT count(*) FROM audit WHERE action = 'loads.start')::integer AS deeds`,
  )
  return {
    print: await fingerprint(database, 'hired_employees'),
    state: task?.state,
    code: task?.error?.code ?? told,
    result: task?.result ?? undefined,
    rejects: count?.rejects ?? -1,
    deeds: count?.deeds ?? -1,
  }
}

interface Task {
  state: string
  error: { code: string } | null
  result: Record<string, unknown> | null
}

const kinds = ['before', 'within', 'after'] as const

/** So many cuts in each load: every message there is, in each place, when a proof asks for more than that. */
const CUTS = proofRuns(6)

function* faults(messages: number, { below, pick, chance }: Random): Generator<Omit<Fault, 'at'> & { number: number }> {
  const every = CUTS >= messages * kinds.length
  const cuts = every ? messages * kinds.length : CUTS
  const step = (messages * kinds.length) / cuts
  for (let cut = 0; cut < cuts; cut++) {
    const place = Math.floor(cut * step + (every ? 0 : below(Math.ceil(step))))
    yield {
      number: 1 + Math.floor(place / kinds.length),
      where: kinds[place % kinds.length] ?? 'before',
      what: pick(['cut one', 'cut all'] as const),
      refuse: chance(50) ? 1 + below(3) : 0,
    }
  }
}

const named = scenarios.map((scenario) => [scenario.what, scenario] as const)

test.concurrent.each(named)('a load %s is whole or nothing wherever its connection is cut', async (_what, scenario) => {
  await using server = await serverBehindProxy()
  const { proxy, database } = server
  await parents(database)
  await prepare(server, scenario)
  const keys = await keysOf(database)
  const before = await fingerprint(database, 'hired_employees')
  proxy.plan()
  const whole = await load(server, scenario)
  const messages = proxy.carried()
  expect([whole.state, whole.code]).toEqual(scenario.ends)
  const cuts = { planned: 0, came: 0 }
  for (const { number, ...fault } of faults(messages, random(messages))) {
    await prepare(server, scenario)
    await server.atRest()
    proxy.plan({ ...fault, at: (message) => message.number === number })
    const outcome = await load(server, scenario)
    cuts.planned++
    if (proxy.hasFailed()) cuts.came++
    const where = `${JSON.stringify(fault)} at message ${number} of ${messages}`
    if (outcome.state === whole.state && outcome.code === whole.code) {
      expect(essence(outcome), where).toEqual(essence(whole))
    } else {
      expect([outcome.code, outcome.print], where).toEqual(['unavailable', before])
      expect(outcome.rejects, where).toBeLessThanOrEqual(whole.rejects)
    }
    expect(await keysOf(database), where).toEqual(keys)
    proxy.plan()
    await server.atRest()
    expect(await server.rollcall.load('jobs', ['9,Next\n'], { onConflict: 'update' }), where).toMatchObject({ read: 1 })
  }
  // A load has not always the same number of messages, so one near the end may not come; of few that may be the most.
  expect(cuts.came).toBeGreaterThan(cuts.planned * (isProof ? 0.7 : 0.3))
  if (isProof) console.info({ ...cuts, messages, what: scenario.what })
  expect(server.errors()).toEqual([])
})

/** All of an outcome but what is never the same twice. */
function essence({ result, ...outcome }: Outcome) {
  return { ...outcome, result: { ...result, id: '', seconds: 0, lockedSeconds: 0, path: '' } }
}
