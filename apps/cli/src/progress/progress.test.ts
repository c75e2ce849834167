import type { LoadProgress } from '@rollcall/sdk'
import { describe, expect, it } from 'vitest'
import { progressLines } from './progress-lines.js'
import { phaseNames, progressText } from './progress-text.js'

const uploading: LoadProgress = { phase: 'uploading', done: 5_000_000, total: 20_000_000, rows: 0, attempt: 0 }
const loading: LoadProgress = { phase: 'loading', done: 10_000_000, total: 20_000_000, rows: 300_000, attempt: 1 }

describe('progress in words', () => {
  it('tells bytes, rate and time left of an upload', () => {
    expect(progressText(uploading, { seconds: 2, from: 0 })).toBe('5.0 of 20.0 MB at 2.5 MB/s · 6 s left')
  })

  it('tells rows and their rate of a load', () => {
    expect(progressText(loading, { seconds: 4, from: 0 })).toBe('10.0 of 20.0 MB · 300,000 rows at 75,000/s · 4 s left')
  })

  it('tells neither share nor time left where the whole is not known', () => {
    expect(progressText({ ...uploading, total: null }, { seconds: 2, from: 0 })).toBe('5.0 MB at 2.5 MB/s')
  })

  it('tells no rate in the first second', () => {
    expect(progressText(loading, { seconds: 0.4, from: 0 })).toBe('10.0 of 20.0 MB · 300,000 rows')
  })

  it('tells rate and time left by what was done since the phase began', () => {
    expect(progressText({ ...uploading, done: 15_000_000 }, { seconds: 2, from: 10_000_000 })).toBe(
      '15.0 of 20.0 MB at 2.5 MB/s · 2 s left',
    )
    expect(progressText(loading, { seconds: 2, from: 5_000_000 })).toBe(
      '10.0 of 20.0 MB · 300,000 rows at 75,000/s · 4 s left',
    )
  })

  it('tells the rows of a task that has no bytes', () => {
    expect(progressText({ phase: 'running', done: 30_000, total: 90_000 }, { seconds: 2, from: 0 })).toBe(
      '30,000 of 90,000 rows at 15,000/s · 4 s left',
    )
    expect(progressText({ phase: 'running', done: 0, total: null }, { seconds: 0, from: 0 })).toBe('0 rows')
  })

  it('tells both units where they differ', () => {
    expect(progressText({ ...uploading, done: 900_000 }, { seconds: 0, from: 0 })).toBe('900.0 kB of 20.0 MB')
  })
})

describe('progress in lines', () => {
  function linesAt(times: [number, LoadProgress][]): string[] {
    const lines: string[] = []
    let now = 0
    const display = progressLines(
      (line) => lines.push(line.split(':')[0] ?? ''),
      phaseNames,
      () => now,
    )
    for (const [at, progress] of times) {
      now = at
      display.update(progress)
    }
    return lines
  }

  it('come every two seconds at most', () => {
    const times = [0, 500, 1999, 2000, 3000, 4100].map((at): [number, LoadProgress] => [at, uploading])
    expect(linesAt(times)).toHaveLength(3)
  })

  it('come when a phase begins anew', () => {
    expect(
      linesAt([
        [0, loading],
        [10, { ...loading, done: 1 }],
      ]),
    ).toHaveLength(2)
  })

  it('come at every change of phase', () => {
    expect(
      linesAt([
        [0, uploading],
        [10, { ...uploading, phase: 'waiting' }],
        [20, loading],
      ]),
    ).toEqual(['Uploading', 'Waiting', 'Loading'])
  })
})
