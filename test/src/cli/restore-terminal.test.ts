import { stripVTControlCharacters } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { cliProgram } from '../support/programs.js'
import { hasTerminals, inTerminal, type Step, type TerminalEnd } from '../support/in-terminal.js'
import { testServer, type TestServer } from '../support/test-server.js'

const ENTER = '\r'
const DOWN = '\u001b[B'
const LEFT = '\u001b[D'
const ESCAPE = '\u001b'
const CTRL_C = '\u0003'

const TABLE: Step = { see: 'Which table', press: DOWN + ENTER }
const NEWEST: Step = { see: 'Which backup of jobs', press: ENTER }

beforeEach(async (context) => {
  if (!(await hasTerminals())) context.skip('python3, which makes the pseudo-terminal of these tests, is not there')
})

test('A restore asks for table and backup, shows what would change, and restores once that is confirmed', async () => {
  await using server = await changedServer()
  const { id } = (await server.rollcall.backups.list())[0] ?? { id: '' }
  const end = await restore(server, [TABLE, NEWEST, { see: 'Do this to jobs?', press: LEFT + ENTER }])
  expect(end).toMatchObject({ code: 0, restored: true })
  expect(shown(end)).toMatch(new RegExp(`1 +${id} .* manual +1 row`))
  expect(shown(end)).toMatch(/would change this:\s+added +0\s+changed +1\s+removed +1\s/)
  expect(shown(end)).toMatch(/To undo it:\s+rollcall restore jobs \S+ --yes/)
  expect(await jobs(server)).toEqual([{ id: 1, job: 'Cook' }])
})

test('What it says to undo a restore undoes it', async () => {
  await using server = await changedServer()
  const before = await jobs(server)
  const end = await restore(server, [TABLE, NEWEST, { see: 'Do this to jobs?', press: LEFT + ENTER }])
  const undo = /rollcall (restore jobs \S+ --yes)/.exec(shown(end))?.[1] ?? ''
  expect(await inTerminal(cliProgram, undo.split(' '), { steps: [], env: envOf(server) })).toMatchObject({ code: 0 })
  expect(await jobs(server)).toEqual(before)
})

test.each([
  ['Ctrl-C at the table', [{ see: 'Which table', press: CTRL_C }]],
  ['Escape at the table', [{ see: 'Which table', press: ESCAPE }]],
  ['Ctrl-C at the backup', [TABLE, { see: 'Which backup', press: CTRL_C }]],
  ['Escape at the question', [TABLE, NEWEST, { see: 'Do this to jobs?', press: ESCAPE }]],
])('%s ends with 130, and nothing was changed', async (_, steps) => {
  await using server = await changedServer()
  const before = await jobs(server)
  const end = await restore(server, steps)
  expect(end).toMatchObject({ code: 130, restored: true })
  expect(shown(end)).toContain('Interrupted; nothing was changed.')
  expect(await jobs(server)).toEqual(before)
  expect(await server.rollcall.backups.list()).toHaveLength(1)
})

test('No is the answer that is given by Enter alone, and changes nothing', async () => {
  await using server = await changedServer()
  const before = await jobs(server)
  const end = await restore(server, [TABLE, NEWEST, { see: 'Do this to jobs?', press: ENTER }])
  expect(end).toMatchObject({ code: 1, restored: true })
  expect(shown(end)).toContain('Not confirmed; nothing was changed.')
  expect(await jobs(server)).toEqual(before)
})

/** A server with a backup, from which the jobs were changed since. */
async function changedServer(): Promise<TestServer> {
  const server = await testServer()
  await server.rollcall.jobs.create({ id: 1, job: 'Cook' })
  await server.rollcall.backups.create()
  await server.rollcall.jobs.update({ id: 1, changes: { job: 'Chef' } })
  await server.rollcall.jobs.create({ id: 2, job: 'Pilot' })
  return server
}

function restore(server: TestServer, steps: Step[]): Promise<TerminalEnd> {
  return inTerminal(cliProgram, ['restore'], { steps, env: envOf(server) })
}

function envOf({ url }: TestServer): Record<string, string> {
  return { ROLLCALL_URL: url }
}

async function jobs({ rollcall }: TestServer): Promise<object[]> {
  return (await rollcall.jobs.list()).rows
}

function shown({ screen }: TerminalEnd): string {
  return stripVTControlCharacters(screen)
}
