import { checkRow, routerKey, type AnyTable, type Problem } from '@rollcall/tables'
import type { Actor } from '../access/actor.js'
import { type RecordedWrite, recordedWrite } from '../audit/recorded-write.js'
import type { Database } from '../database/open-database.js'
import type { Query } from '../database/query.js'
import { SQLSTATE, sqlstateOf } from '../errors/sqlstate.js'
import { alreadyExists, existingKeys, missingParents } from './key-checks.js'
import { perTable } from './per-table.js'

/** A row that was not inserted: where it stood in the request, and all that is wrong with it. */
export interface RejectedRow {
  index: number
  problems: Problem[]
}

export interface CreatedMany {
  inserted: number
  rejected: RejectedRow[]
}

interface CreateManyOptions<Recorded> {
  /** Insert nothing if one row is bad. */
  atomic: boolean
  actor: Actor
  /** Records what was rejected, in the transaction of the rows that were not. */
  record: (query: Query, created: CreatedMany) => Promise<Recorded>
}

/** How often the rows are judged anew when another client changes parents or keys in between. */
const ATTEMPTS = 3

/** Inserts the good rows in one statement and tells what is wrong with the others; `values` are as they came. */
export async function createMany<Recorded>(
  database: Database,
  table: AnyTable,
  values: readonly unknown[],
  { atomic, actor, record }: CreateManyOptions<Recorded>,
): Promise<CreatedMany & { recorded: Recorded }> {
  if (await insertAll(database.write, table, values, actor)) {
    const created = { inserted: values.length, rejected: [] }
    return { ...created, recorded: await record(database.write, created) }
  }
  for (let attempt = 1; ; attempt++) {
    const judged = await judge(database.query, table, values)
    try {
      return await database.transaction(async (query) => {
        const created = await insertGood(query, table, judged, { atomic, actor })
        return { ...created, recorded: await record(query, created) }
      })
    } catch (error) {
      const raced = error instanceof KeyTaken || isRace(sqlstateOf(error))
      if (!raced || attempt === ATTEMPTS) throw error
    }
  }
}

/** Inserts all rows in one statement, if all are good, as is usual; answers false, with nothing done, when one is not. */
async function insertAll(query: Query, table: AnyTable, values: readonly unknown[], actor: Actor): Promise<boolean> {
  const rows = values.map((value) => checkRow(table, value)).flatMap((each) => ('row' in each ? [each.row] : []))
  if (rows.length < values.length) return false
  try {
    await insert(query, table, rows, { actor })
    return true
  } catch (error) {
    const state = sqlstateOf(error)
    if (state === SQLSTATE.uniqueViolation || isRace(state)) return false
    throw error
  }
}

/** A parent that was there is gone, or another client's rows and ours waited for each other. */
function isRace(state: string | undefined): boolean {
  return state === SQLSTATE.foreignKeyViolation || state === SQLSTATE.deadlockDetected
}

interface Judged {
  good: GoodRow[]
  rejected: RejectedRow[]
}

type InsertOptions = Pick<CreateManyOptions<unknown>, 'atomic' | 'actor'>

async function insertGood(
  query: Query,
  table: AnyTable,
  { good, rejected }: Judged,
  { atomic, actor }: InsertOptions,
): Promise<CreatedMany> {
  if (good.length === 0 || (atomic && rejected.length > 0)) return { inserted: 0, rejected }
  const inserted = await insertFree(query, table, good, { atomic, actor })
  const lost = good
    .filter(({ row }) => !inserted.has(row.id))
    .map(({ index, row }) => ({ index, problems: [alreadyExists(table.name, row.id)] }))
  return { inserted: inserted.size, rejected: [...rejected, ...lost].toSorted((a, b) => a.index - b.index) }
}

interface GoodRow {
  index: number
  row: { id: number }
}

async function judge(query: Query, table: AnyTable, values: readonly unknown[]): Promise<Judged> {
  const checked = values.map((value) => checkRow(table, value))
  const problems = checked.map((each): Problem[] => ('problems' in each ? [...each.problems] : []))
  const candidates = checked.flatMap((each, index) => ('row' in each ? [{ index, row: each.row }] : []))
  const there = await existingKeys(
    query,
    table.name,
    candidates.map(({ row }) => row.id),
  )
  const orphans = await missingParents(
    query,
    table,
    candidates.map(({ row }) => row),
  )
  for (const { index, row } of candidates)
    if (there.has(row.id)) problems[index]?.push(alreadyExists(table.name, row.id))
  for (const orphan of orphans) problems[candidates[orphan.index]?.index ?? -1]?.push(...orphan.problems)
  rejectRepeats(candidates, problems)
  return {
    good: candidates.filter(({ index }) => problems[index]?.length === 0),
    rejected: problems.flatMap((found, index) => (found.length > 0 ? [{ index, problems: found }] : [])),
  }
}

/** The first good row of a key wins. */
function rejectRepeats(candidates: GoodRow[], problems: Problem[][]): void {
  const seen = new Set<number>()
  for (const { index, row } of candidates) {
    if (problems[index]?.length !== 0) continue
    if (seen.has(row.id)) {
      problems[index].push({
        column: 'id',
        code: 'duplicate_in_file',
        message: `is ${row.id}; an earlier row of the same request has it`,
      })
    }
    seen.add(row.id)
  }
}

/** Another client took a key between our looking and our writing. */
class KeyTaken extends Error {}

/** Inserts rows, leaving out those whose keys are taken; answers the keys it inserted. */
async function insertFree(
  query: Query,
  table: AnyTable,
  good: GoodRow[],
  { atomic, actor }: InsertOptions,
): Promise<Set<number>> {
  const rows = good.map(({ row }) => row)
  const inserted = await insert(query, table, rows, { actor, unlessTaken: true })
  if (atomic && inserted.length !== good.length)
    throw new KeyTaken(`${table.name} got one of these keys from another client`)
  return new Set(inserted.map(({ id }) => id))
}

interface Insert {
  actor: Actor
  /** Leave out rows whose keys are taken, and answer which were not. */
  unlessTaken?: boolean
}

/** In one statement for all rows, an array a column. */
function insert(
  query: Query,
  table: AnyTable,
  rows: { id: number }[],
  { actor, unlessTaken = false }: Insert,
): Promise<{ id: number }[]> {
  // In key order, so that two requests with the same keys wait for each other instead of locking each other out.
  const sorted = rows.toSorted((one, other) => one.id - other.id)
  const values = Object.keys(table.columns).map((name) =>
    sorted.map((row) => (row as unknown as Record<string, unknown>)[name]),
  )
  const statement = (unlessTaken ? insertOfFree : insertOfAll)(table)
  const deed = { action: `${routerKey(table.name)}.createMany`, table: table.name, detail: {} }
  return statement(query, values, actor, deed)
}

const insertOfAll = perTable((table) => insertInto(table, 'RETURNING id', 'count(*)'))
const insertOfFree = perTable((table) => insertInto(table, 'ON CONFLICT DO NOTHING RETURNING id', 'id'))

/** A statement whose text does not grow with the rows. */
function insertInto(table: AnyTable, clauses: string, answer: string): RecordedWrite<{ id: number }> {
  const columns = Object.keys(table.columns)
  const arrays = columns.map((name, index) => `$${index + 1}::${table.columns[name]?.kind.postgres}[]`)
  const sql = `INSERT INTO ${table.name} (${columns.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')}) ${clauses}`
  return recordedWrite({ sql, values: columns.length, answer })
}
