import { tableList } from '@rollcall/tables'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/test-database.js'

interface ColumnRow {
  name: string
  type: string
  nullable: string
}

test('the migrated tables are what their definitions say, column by column', async () => {
  await using database = await testDatabase()
  for (const table of tableList) {
    const columns = await database.sql<ColumnRow>(
      `SELECT column_name AS name, data_type AS type, is_nullable AS nullable
         FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position`,
      [table.name],
    )
    const defined = Object.entries(table.columns).map(([name, { kind }]) => ({
      name,
      type: kind.postgres,
      nullable: 'NO',
    }))
    expect(columns).toEqual(defined)
  }
})

test('the migrated tables have the keys their definitions say, and no further index', async () => {
  await using database = await testDatabase()
  for (const table of tableList) {
    const keys = await database.sql<{ type: string; definition: string }>(
      `SELECT contype AS type, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'f') ORDER BY conname`,
      [table.name],
    )
    const references = Object.entries(table.columns).flatMap(([name, column]) =>
      column.references
        ? [{ type: 'f', definition: `FOREIGN KEY (${name}) REFERENCES ${column.references}(id) DEFERRABLE` }]
        : [],
    )
    expect(keys).toEqual([...references, { type: 'p', definition: 'PRIMARY KEY (id)' }])
    const indexes = await database.sql('SELECT 1 FROM pg_index WHERE indrelid = $1::regclass', [table.name])
    expect(indexes).toHaveLength(1)
  }
})

test('every constraint is validated', async () => {
  await using database = await testDatabase()
  expect(await database.sql('SELECT conname FROM pg_constraint WHERE NOT convalidated')).toEqual([])
})
