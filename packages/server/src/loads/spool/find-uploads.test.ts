import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findUploads } from './find-uploads.js'

it('passes over an upload that goes away while it is looked at', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-find-'))
  try {
    await writeFile(join(folder, 'there'), '1,Cook\n')
    const facts = { bytes: 100, fingerprint: 'jobs.csv', owner: null }
    const uploads = ['gone', 'there'].map((id) => ({ ...facts, id, received: 7, task: null, touchedAt: 0 }))
    const found = await findUploads(uploads, facts, { isBeingSent: () => false, fileOf: (id) => join(folder, id) })
    expect(found.map(({ id }) => id)).toEqual(['there'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
