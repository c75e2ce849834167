import { randomBytes } from 'node:crypto'

/** `YYYYMMDD_HHMMSS_xxxx` in UTC: sorts by time, and two of one second differ. */
export function backupId(moment: Date): string {
  const digits = moment.toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15)
  return `${digits}_${randomBytes(2).toString('hex')}`
}
