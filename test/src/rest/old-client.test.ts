import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testServer } from '../support/test-server.js'

const script = fileURLToPath(new URL('old-client.py', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

test.skipIf(!hasPython)(
  'a client in Python, written for the old service, finds every path as it knows it (needs python3)',
  async () => {
    await using server = await testServer()
    const { stdout } = await promisify(execFile)('python3', [script, server.url])
    expect(stdout).toMatch(/^\d+ checks passed/)
    const [counts] = await server.database.sql(
      `SELECT (SELECT count(*) FROM departments)::int AS departments, (SELECT count(*) FROM jobs)::int AS jobs,
            (SELECT count(*) FROM hired_employees)::int AS hired_employees`,
    )
    expect(counts).toEqual({ departments: 6, jobs: 3, hired_employees: 1929 })
  },
)
