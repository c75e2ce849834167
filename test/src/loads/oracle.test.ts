import { expect, test } from 'vitest'
import { copyCsv } from '../support/copy-csv.js'
import { fingerprint, parents } from '../support/people.js'
import { proofRuns } from '../support/proof-runs.js'
import { random, type Random } from '../support/random.js'
import { testServer } from '../support/test-server.js'

const parts = [
  'a',
  'B',
  'é',
  'ß',
  '漢字',
  '😀',
  'e\u0301',
  '\u00a0',
  '\u2028',
  "'",
  '\\',
  '\\.',
  '\\N',
  '\\t',
  '""',
  ',',
  ',,',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '%',
  '$1',
  'NULL',
  '#',
  '--',
  ';',
  '|',
  '\u0001',
]

/** A cell as some program may write it: quoted where it must be, and sometimes where it need not. */
function cell(text: string, { chance }: Random): string {
  return /[",\r\n]/.test(text) || chance(30) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A name that is led and followed by a letter: the white space around a cell is Rollcall's to trim, not COPY's. */
function name({ below, pick }: Random): string {
  return `n${Array.from({ length: below(9) }, () => pick(parts)).join('')}n`
}

function datetime({ below, pick }: Random): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${String(1 + below(9998)).padStart(4, '0')}-${two(1 + below(12))}-${two(1 + below(28))}`
  const fraction = pick(['', '.1', '.12', '.123456', '.000001', '.999999', '.5000'])
  return `${date}${pick(['T', ' '])}${two(below(24))}:${two(below(60))}:${two(below(60))}${fraction}${pick(['Z', '+00:00', '-08:00', '+05:45', '+14:00'])}`
}

function employeeFile(seed: number, rows: number): string {
  const chosen = random(seed)
  const newline = chosen.pick(['\n', '\r\n'])
  const lines = Array.from({ length: rows }, (_, id) =>
    [String(id - 50), name(chosen), datetime(chosen), String(1 + chosen.below(3)), String(1 + chosen.below(3))]
      .map((text) => cell(text, chosen))
      .join(','),
  )
  return lines.join(newline) + chosen.pick(['', newline])
}

test('a well-formed file of employees makes the same table as PostgreSQL’s own COPY', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql('CREATE TABLE twin (LIKE hired_employees)')
  for (let seed = 1; seed <= proofRuns(8); seed++) {
    await server.database.sql('TRUNCATE twin, hired_employees')
    const csv = employeeFile(seed, 500)
    await copyCsv(server.database.url, 'twin', csv)
    const result = await server.rollcall.load('hired_employees', [csv], { header: 'no' })
    expect([seed, result]).toMatchObject([seed, { read: 500, inserted: 500, rejected: 0 }])
    expect([seed, await fingerprint(server.database, 'hired_employees')]).toEqual([
      seed,
      await fingerprint(server.database, 'twin'),
    ])
  }
})

test('the tables differ when one byte of one cell does: the comparison can fail', async () => {
  await using server = await testServer()
  await parents(server.database)
  await server.database.sql('CREATE TABLE twin (LIKE hired_employees)')
  const csv = employeeFile(1, 50)
  await copyCsv(server.database.url, 'twin', csv.replace('n', 'N'))
  await server.rollcall.load('hired_employees', [csv], { header: 'no' })
  expect(await fingerprint(server.database, 'hired_employees')).not.toBe(await fingerprint(server.database, 'twin'))
})
