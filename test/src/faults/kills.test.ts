// `kill -9` of the server at random moments, sometimes of its PostgreSQL as well or twice in a row, all on one home.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Deed, deeds } from '../support/deeds.js'
import { ended } from '../support/finish-task.js'
import { keysOf } from '../support/keys-of.js'
import { type KillHome, killHome } from '../support/kill-home.js'
import { fingerprint, parents } from '../support/people.js'
import { isProof, proofRuns } from '../support/proof-runs.js'
import { random } from '../support/random.js'
import { emptySpool } from '../support/spool-of.js'

/** ROLLCALL_PROOF_RUNS asks for more than a server can be started in a reasonable time. */
const KILLS = Math.min(proofRuns(6), 200)

/** Until a server that is started again must be ready, in milliseconds; beside other tests the machine is busy. */
const READY_WITHIN = isProof ? 10_000 : 30_000

/** What is in the database. */
interface Left {
  /** `none` when the task was never started. */
  state: string
  code: string | null
  print: string
  rejects: number
}

async function left(home: KillHome, task: string): Promise<Left> {
  const [found] = await home.sql<Pick<Left, 'state' | 'code'>>(
    `SELECT state, error->>'code' AS code FROM tasks WHERE id = $1`,
    [task],
  )
  if (found) await ended(home.server().rollcall, task)
  const [now] = await home.sql<Left>(
    `SELECT state, error->>'code' AS code, (SELECT count(*)::integer FROM rejects WHERE load_id = tasks.id) AS rejects
       FROM tasks WHERE id = $1`,
    [task],
  )
  return { state: 'none', code: null, rejects: 0, ...now, print: await fingerprint(home, 'hired_employees') }
}

/** How it ends when nobody is killed, and how many milliseconds it takes. */
async function undisturbed(home: KillHome, deed: Deed): Promise<Left & { milliseconds: number }> {
  await deed.prepare(home)
  const from = performance.now()
  const { said, task } = deed.begin(home)
  await said
  await ended(home.server().rollcall, task)
  const milliseconds = performance.now() - from
  return { ...(await left(home, task)), milliseconds }
}

function deedOfTurn(turn: number): (typeof deeds)[number] {
  const deed = deeds[turn % deeds.length]
  if (!deed) throw new Error('There are no deeds')
  return deed
}

/** Every backup that is there is whole, and nothing else is; takes them away. */
async function expectWholeBackups({ path, server }: KillHome): Promise<void> {
  const { backups } = server().rollcall
  const listed = (await backups.list()).map(({ id }) => id)
  const there = await readdir(join(path, 'backups')).catch(() => [])
  expect(new Set(there)).toEqual(new Set(listed))
  for (const id of listed) {
    expect(await backups.verify(id)).toMatchObject({ ok: true })
    await backups.remove(id)
  }
}

test(`a server that is killed ${KILLS} times leaves all or nothing each time, is soon ready again, and ends the loads it had`, async () => {
  await using home = await killHome()
  await parents(home)
  const keys = await keysOf(home)
  const { below, chance } = random(KILLS)
  const whole = new Map<string, Awaited<ReturnType<typeof undisturbed>>>()
  const ends: Record<string, number> = {}
  for (let kill = 0; kill < KILLS;) {
    const [what, deed] = deedOfTurn(kill)
    const expected = whole.get(what) ?? (await undisturbed(home, deed))
    whole.set(what, expected)
    await deed.prepare(home)
    const before = await fingerprint(home, 'hired_employees')

    const begun = deed.begin(home)
    const said = begun.said.catch(() => undefined)
    await home.killAfter(below(expected.milliseconds), { postgres: chance(25) })
    await said
    kill++
    const twice = chance(15)
    if (twice) await home.killAfter(below(300), { postgres: chance(25) })
    if (twice) kill++
    await begun.goOn()
    const { print, state, code, rejects } = await left(home, begun.task)

    const where = `kill ${kill}, during ${what}${twice ? ', twice' : ''}: ${state} ${code}`
    if (state === 'done') expect([print, rejects], where).toEqual([expected.print, expected.rejects])
    else expect([print, state === 'none' || code], where).toEqual([before, state === 'none' || 'interrupted'])
    if (what.startsWith('a load') && !twice) expect(state, where).toBe('done')
    expect(await keysOf(home), where).toEqual(keys)
    await emptySpool(home.path)
    await expectWholeBackups(home)
    const end = `${what}: ${state}${code ? ` ${code}` : ''}`
    ends[end] = (ends[end] ?? 0) + 1
  }
  const times = home.startTimes.slice(1).toSorted((one, other) => one - other)
  if (isProof) {
    console.info({ kills: times.length, median: times[times.length >> 1], longest: times.at(-1), ends })
  }
  expect(times.at(-1)).toBeLessThan(READY_WITHIN)
}, 3_600_000)
