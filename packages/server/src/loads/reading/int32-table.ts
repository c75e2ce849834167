const FIRST_CAPACITY = 1024
const GROWTH = 1.25
const FULLEST = 0.8

/**
 * An open hash table of int32 other than 0, about six bytes each. The seed is random, so that no file can be made to fill one place.
 * Places follow the order of the hashes, which makes the move to a larger table a walk from front to back.
 */
export class Int32Table {
  readonly #seed = Math.floor(Math.random() * 0x1_0000_0000)
  #slots = new Int32Array(FIRST_CAPACITY)
  #used = 0

  /** Adds an id and says whether it was not there yet. */
  add(id: number): boolean {
    const slot = this.#slotOf(id)
    if (this.#slots[slot] === id) return false
    this.#slots[slot] = id
    this.#used++
    return true
  }

  has(id: number): boolean {
    return this.#slots[this.#slotOf(id)] === id
  }

  /** How many ids it has place for. */
  get capacity(): number {
    return this.#slots.length
  }

  /** Shows each id to `visit`. */
  forEach(visit: (id: number) => void): void {
    for (const id of this.#slots) if (id !== 0) visit(id)
  }

  get isFull(): boolean {
    return this.#used >= this.#slots.length * FULLEST
  }

  /** Drops what need not be kept, which leaves `kept` ids, and grows if that does not make room enough. */
  makeRoom(kept: number, isKept: (id: number) => boolean): void {
    const old = this.#slots
    const grows = kept * GROWTH > old.length * FULLEST
    this.#slots = new Int32Array(grows ? Math.ceil(old.length * GROWTH) : old.length)
    this.#used = kept
    for (let slot = 0; slot < old.length; slot++) {
      const id = old[slot]!
      if (id !== 0 && isKept(id)) this.#slots[this.#slotOf(id)] = id
    }
  }

  /** Where an id is, or the empty slot where it would be. */
  #slotOf(id: number): number {
    const slots = this.#slots
    let slot = Math.floor((hashOf(id ^ this.#seed) / 0x1_0000_0000) * slots.length)
    while (slots[slot] !== 0 && slots[slot] !== id) slot = slot + 1 === slots.length ? 0 : slot + 1
    return slot
  }
}

/** The finalizer of MurmurHash3: every bit of the number moves every bit of the hash. */
function hashOf(number: number): number {
  let hash = number
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
