import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('The index names every generated type', async () => {
  const [types, index] = await Promise.all([read('./generated/types.ts'), read('./index.ts')])
  const names = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name)
  expect(names).toContain('Department')
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(index))).toEqual([])
})

function read(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), 'utf8')
}
