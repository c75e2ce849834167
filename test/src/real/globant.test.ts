import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { rollcallCli } from '../support/programs.js'
import { serverHome } from '../support/server-home.js'
import { startServer, type ServerProcess } from '../support/server-process.js'

/** The folder with the published files and their right answers. */
const folder = process.env['ROLLCALL_REAL_DATA'] ?? ''

const file = (name: string) => join(folder, name)

interface Rejects {
  rejects: { line: number; text: string; problems: { column: string; code: string }[] }[]
}

/** The rejects that are right: line, the field that is missing. */
async function expectedRejects(): Promise<[number, string][]> {
  const rows: Record<string, string>[] = parse(await readFile(file('expected_rejected_rows.csv')), { columns: true })
  return rows.map(({ line, missing_field: field = '' }) => [Number(line), field])
}

const print = ({ sql }: ServerProcess) =>
  sql(`SELECT count(*)::integer AS rows, md5(string_agg(e::text, E'\\n' ORDER BY id)) AS md5 FROM hired_employees e`)

describe.runIf(folder)('the real files', () => {
  test('are loaded, asked, backed up and put back through the command line', async () => {
    await using home = await serverHome()
    await using server = await startServer({ home: home.path })
    const cli = (...args: string[]) => rollcallCli(server.url, ...args)
    const load = (table: string, path: string, ...options: string[]) => cli('load', table, path, '--json', ...options)

    expect(await load('departments', file('departments.csv'))).toMatchObject({
      code: 0,
      json: { read: 12, inserted: 12, rejected: 0 },
    })
    expect(await load('job', file('jobs.csv'))).toMatchObject({
      code: 0,
      json: { read: 183, inserted: 183, rejected: 0 },
    })
    const first = await load('hired_employees', file('hired_employees.csv'))
    const counts = { read: 1999, inserted: 1929, updated: 0, skipped: 0, rejected: 70 }
    expect(first).toMatchObject({ code: 3, json: counts })
    const { rejects } = (await cli('rejects', (first.json as { id: string }).id, '--json')).json as Rejects
    expect(rejects.map(({ line, problems }) => [line, ...problems.map(({ column }) => column)])).toEqual(
      await expectedRejects(),
    )
    const lines = (await readFile(file('hired_employees.csv'), 'utf8')).split('\n')
    for (const { line, text, problems } of rejects) {
      expect(text).toBe(lines[line - 1])
      expect(problems.map(({ code }) => code)).toEqual(['missing_value'])
    }

    const loaded = await print(server)
    expect(loaded).toMatchObject([{ rows: 1929 }])
    const again = await load('hired_employees', file('hired_employees.csv'))
    expect(again).toMatchObject({ code: 3, json: { read: 1999, inserted: 0, updated: 0, skipped: 0, rejected: 1999 } })
    const rejectedAgain = (await cli('rejects', (again.json as { id: string }).id, '--json')).json as Rejects
    const codes = rejectedAgain.rejects.flatMap(({ problems }) => problems.map(({ code }) => code))
    expect(codes.filter((code) => code === 'already_exists')).toHaveLength(1929)
    expect(codes.filter((code) => code === 'missing_value')).toHaveLength(70)
    expect(await print(server)).toEqual(loaded)

    const text = lines.join('\n')
    const header = 'id,name,datetime,department_id,job_id\n'
    const variants = {
      crlf: text.replaceAll('\n', '\r\n'),
      bom: `\ufeff${text}`,
      header: header + text,
      capitals: `\ufeff${header.toUpperCase()}${text}`.replaceAll('\n', '\r\n'),
      semicolons: text.replaceAll(',', ';'),
    }
    for (const [name, variant] of Object.entries(variants)) {
      await server.sql('DELETE FROM hired_employees')
      const path = join(home.path, `${name}.csv`)
      await writeFile(path, variant)
      const options = name === 'semicolons' ? ['--delimiter', ';'] : []
      const end = await load('hired_employees', path, ...options)
      expect([name, end.code, end.json]).toMatchObject([name, 3, counts])
      expect([name, await print(server)]).toEqual([name, loaded])
    }

    for (const [report, expected] of [
      ['hired-by-quarter', 'expected_hired_by_quarter.csv'],
      ['departments-above-mean', 'expected_above_mean.csv'],
    ] as const) {
      const { code, stdout } = await cli('report', report, '--year', '2021', '--format', 'csv')
      expect([code, stdout]).toEqual([0, await readFile(file(expected), 'utf8')])
    }

    const backup = await cli('backup', 'create', '--json')
    expect(backup).toMatchObject({
      code: 0,
      json: {
        kind: 'manual',
        tables: { departments: { rows: 12 }, jobs: { rows: 183 }, hired_employees: { rows: 1929 } },
      },
    })
    const { id } = backup.json as { id: string }
    expect(await cli('backup', 'verify', id, '--json')).toMatchObject({ code: 0, json: { id, ok: true, problems: [] } })
    await server.sql(`UPDATE departments SET department = 'broken'; DELETE FROM hired_employees WHERE id % 3 = 0`)
    await server.sql(
      `UPDATE hired_employees SET datetime = datetime + interval '1 microsecond', name = 'x' WHERE id % 5 = 0`,
    )
    await server.sql('DELETE FROM jobs WHERE id NOT IN (SELECT job_id FROM hired_employees)')
    const broken = await print(server)
    expect(await cli('restore', 'departments', '1', '--json')).toMatchObject({ code: 2 })
    expect(await cli('restore', 'departments', '1', '--yes', '--json')).toMatchObject({
      code: 0,
      json: { table: 'departments', backup: id, added: 0, changed: 12, removed: 0, rows: 12 },
    })
    expect(await print(server)).toEqual(broken)
    expect(await cli('restore', 'list', '--json')).toMatchObject({
      json: { backups: expect.arrayContaining([expect.objectContaining({ number: 1, id })]) },
    })
    expect(await cli('restore', 'job', id, '--yes', '--json')).toMatchObject({
      code: 0,
      json: { table: 'jobs', rows: 183 },
    })
    expect(await cli('restore', 'hired_employees', '1', '--yes', '--json')).toMatchObject({
      code: 0,
      json: { rows: 1929 },
    })
    expect(await print(server)).toEqual(loaded)
    const { stdout } = await cli('report', 'hired-by-quarter', '--year', '2021', '--format', 'csv')
    expect(stdout).toBe(await readFile(file('expected_hired_by_quarter.csv'), 'utf8'))
    expect(await server.stop()).toBe(0)
  })
})
