import type { LoadSummary } from './load-summary.js'

const KEYS = [
  'id',
  'table',
  'state',
  'dryRun',
  'read',
  'inserted',
  'updated',
  'skipped',
  'rejected',
  'path',
  'seconds',
] as const satisfies readonly (keyof LoadSummary)[]

/** What `load --json` tells of a load. */
export type LoadDocument = Pick<LoadSummary, (typeof KEYS)[number]>

/** Exactly the keys of a load that are promised, in their order. */
export function loadDocument(result: LoadSummary): LoadDocument {
  return Object.fromEntries(KEYS.map((key) => [key, result[key]])) as LoadDocument
}
