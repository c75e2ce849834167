import { statfs } from 'node:fs/promises'
import type { Limits } from '../../limits.js'
import { lowDisk, overLimit, spoolFull } from './spool-errors.js'

/** How much the spool may hold, in bytes: one upload, all of them, and what must stay free on its disk. */
export type SpoolLimits = Pick<Limits, 'uploadBytes' | 'spoolBytes' | 'diskFloor'>

/** Keeps count of what the spool holds, so that it stays within its limits. */
export interface SpoolRoom {
  /** Throws when an upload of so many bytes (null: not known), some of which are here, cannot come in. */
  assertFor(bytes: number | null, received?: number): Promise<void>
  /** Counts bytes that are about to be written at an offset of an upload; throws when there is no room for them. */
  take(id: string, offset: number, bytes: number): Promise<void>
  /** Sets how many bytes an upload has. */
  keep(id: string, bytes: number): void
  forget(id: string): void
}

/** The disk is looked at again after so many bytes. */
const LOOK_EVERY = 16 * 1024 * 1024

export function spoolRoom(root: string, limits: SpoolLimits): SpoolRoom {
  const kept = new Map<string, number>()
  let total = 0
  let unseen = Infinity

  function keep(id: string, bytes: number): void {
    total += bytes - (kept.get(id) ?? 0)
    kept.set(id, bytes)
  }

  function assertWithin(upload: number, more: number): void {
    if (upload > limits.uploadBytes) throw overLimit(limits.uploadBytes)
    if (more > limits.spoolBytes) throw overLimit(limits.spoolBytes)
    if (total + more > limits.spoolBytes) throw spoolFull(total, limits.spoolBytes)
  }

  async function assertDisk(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(root)
    if (bavail * bsize - bytes < limits.diskFloor) throw lowDisk(limits.diskFloor)
  }

  return {
    keep,
    async assertFor(bytes, received = 0) {
      const missing = bytes === null ? 0 : bytes - received
      assertWithin(bytes ?? 0, missing)
      await assertDisk(missing)
    },
    async take(id, offset, bytes) {
      assertWithin(offset + bytes, bytes)
      keep(id, offset + bytes)
      unseen += bytes
      if (unseen < LOOK_EVERY) return
      await assertDisk(bytes)
      unseen = 0
    },
    forget(id) {
      keep(id, 0)
      kept.delete(id)
    },
  }
}
