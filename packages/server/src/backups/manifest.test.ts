import { expect, test } from 'vitest'
import type { Backup } from './backup-schemas.js'
import { manifestText, readManifest } from './manifest.js'

const backup: Backup = {
  id: '20261122_201700_3fa9',
  createdAt: '2026-11-22T20:17:00.5Z',
  kind: 'manual',
  tables: { departments: { rows: 12, bytes: 327, sha256: 'a'.repeat(64) } },
}

test('a manifest is read as it was written', () => {
  expect(readManifest(manifestText(backup))).toEqual(backup)
})

test('a manifest with any bit changed, or cut anywhere, is none', () => {
  const bytes = Buffer.from(manifestText(backup))
  for (let at = 0; at < bytes.length; at++) {
    expect(readManifest(bytes.toString('utf8', 0, at))).toBeUndefined()
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ (1 << bit)
      expect(readManifest(changed.toString('utf8')), `byte ${at}, bit ${bit}`).toBeUndefined()
    }
  }
})
