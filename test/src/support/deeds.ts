import { randomUUID } from 'node:crypto'
import type { LoadFileOptions } from '@rollcall/sdk'
import { employeeCsv } from './employee-csv.js'
import type { KillHome } from './kill-home.js'
import { patientLoad } from './patient-load.js'
import { employees } from './people.js'

/** Something that is done while the server is killed. */
export interface Deed {
  /** Makes the tables what they are before. */
  prepare(home: KillHome): Promise<void>
  begin(home: KillHome): Begun
}

interface Begun {
  /** The task it is, or would be. */
  task: string
  /** Resolves or fails when the client has no more to say. */
  said: Promise<unknown>
  /** Says what a client says that comes back to a server which was started again. */
  goOn(): Promise<void>
}

/** What a server may be at when it is killed, by name. */
export const deeds: readonly (readonly [what: string, deed: Deed])[] = [
  ['a load that builds the keys anew', loading(0, [...employeeCsv(1, 40_000), ...badLines(100)], {})],
  ['a load into a table in use', loading(500, employeeCsv(1, 20_000), { onConflict: 'skip' })],
  ['a load that updates rows', loading(500, [...employeeCsv(1, 10_000), ...badLines(10)], { onConflict: 'update' })],
  ['a load of rejects', loading(500, badLines(30_000), {})],
  ['a backup', backingUp()],
  ['a restore', restoring()],
]

function* badLines(count: number): Generator<string> {
  for (let id = -1; id >= -count; id--) yield `${id},Nobody,2021-01-01T00:00:00Z,99,1\n`
}

function loading(there: number, csv: Iterable<string>, options: Pick<LoadFileOptions, 'onConflict'>): Deed {
  const bytes = Buffer.from([...csv].join(''))
  return {
    prepare: (home) => putThere(home, there),
    begin(home) {
      const load = patientLoad(bytes, options)
      return { task: load.id, said: load.goOn(home.server()), goOn: () => load.goOn(home.server()) }
    },
  }
}

function backingUp(): Deed {
  return {
    prepare: (home) => putThere(home, 20_000),
    begin: (home) => beginTask(home, 'backups.create', {}),
  }
}

function restoring(): Deed {
  let backup = ''
  return {
    async prepare(home) {
      await putThere(home, 20_000)
      backup = (await home.server().rollcall.backups.create()).id
      await home.sql(`DELETE FROM hired_employees WHERE id % 10 = 0`)
      await home.sql(`UPDATE hired_employees SET name = 'x' WHERE id % 10 = 1`)
    },
    begin: (home) => beginTask(home, 'backups.restore', { table: 'hired_employees', backup }),
  }
}

/** Starts a task of a backup, which nobody starts again. */
function beginTask({ server }: KillHome, procedure: string, input: object): Begun {
  const task = randomUUID()
  const said = fetch(`${server().url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ task, ...input }),
  })
  return { task, said, goOn: async () => undefined }
}

async function putThere(home: KillHome, there: number): Promise<void> {
  await home.sql('TRUNCATE hired_employees, tasks, rejects, audit')
  await employees(home, there)
}
