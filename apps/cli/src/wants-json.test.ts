import { expect, it } from 'vitest'
import { wantsJson } from './wants-json.js'

it.each([[['--json']], [['report', 'x', '--format', 'json']], [['report', 'x', '--format=json', '--year', '1']]])(
  'finds that %j asks for JSON',
  (args) => {
    expect(wantsJson(args)).toBe(true)
  },
)

it.each([[[]], [['status']], [['report', '--format', 'csv']], [['load', 'jobs', '--', '--json']]])(
  'finds that %j does not ask for JSON',
  (args) => {
    expect(wantsJson(args)).toBe(false)
  },
)
