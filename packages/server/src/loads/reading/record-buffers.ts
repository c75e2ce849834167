import { LF } from './ascii.js'

const MARGIN = 64
/** A batch of rows of the usual length lies in two buffers. */
const MOST_SPARE = 2

/** The buffers that records point into, one after the other; each is used again once its records are forgotten. */
export class RecordBuffers {
  readonly #room: number
  /** Whether records were given out of the newest buffer; earlier ones of which they were, and those that may be written over. */
  #isUsed = false
  #used: Buffer[] = []
  #spare: Buffer[] = []

  /** `room` is how much a buffer usually holds, in bytes. */
  constructor(room: number) {
    this.#room = room
  }

  /** Says that records point into the newest buffer. */
  use(): void {
    this.#isUsed = true
  }

  /** Says that the records given out so far are done with. */
  forget(): void {
    for (const buffer of this.#used) this.#keepSpare(buffer)
    this.#used = []
    this.#isUsed = false
  }

  /** A buffer that holds so much, to go on in after `old`, which is left as it is until its records are forgotten. */
  next(room: number, old?: Buffer): Buffer {
    const buffer = (room <= this.#room && this.#spare.pop()) || newBuffer(Math.max(this.#room, room))
    if (old && this.#isUsed) this.#used.push(old)
    // Only a later call gives it out again, so what is not split yet can still be copied from it.
    else if (old) this.#keepSpare(old)
    this.#isUsed = false
    return buffer
  }

  #keepSpare(buffer: Buffer): void {
    if (roomOf(buffer) === this.#room && this.#spare.length < MOST_SPARE) this.#spare.push(buffer)
  }
}

/** How much a buffer holds, without its margin. */
export function roomOf(buffer: Buffer): number {
  return buffer.length - MARGIN
}

/** With line ends behind its room: whoever looks for the end of a cell stops there, and never reads beyond the buffer, which is slow. */
function newBuffer(room: number): Buffer {
  return Buffer.allocUnsafe(room + MARGIN).fill(LF, room)
}
