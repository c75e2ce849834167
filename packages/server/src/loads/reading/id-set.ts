import { Int32Table } from './int32-table.js'

/** With so many ids of one high half, a bitmap of its low ones (8 KiB) is no larger than they are in a table. */
const BITMAP_FROM = 1400
const HALF = 0x1_0000

/**
 * A set of int32 that is small for dense ids (a bit each) and for random ones (about six bytes each): ids are in one hash table, but
 * where 1,400 of them have the same high 16 bits, those are a bitmap.
 */
export class IdSet {
  /** How many ids there are. */
  size = 0
  readonly #table = new Int32Table()
  readonly #bitmaps = Array<Uint32Array | undefined>(HALF).fill(undefined)
  /** How many ids of each high half are in the table. */
  readonly #counts = new Uint16Array(HALF)

  /** How many ids are in the table alone. */
  #inTable = 0

  constructor() {
    // The table has no place for 0, so its half is a bitmap from the first.
    this.#bitmaps[0] = emptyBitmap()
  }

  /** Adds an id and says whether it was not there yet. */
  add(id: number): boolean {
    const bitmap = this.#bitmaps[id >>> 16]
    const added = bitmap ? addTo(bitmap, id) : this.#addToTable(id)
    if (added) this.size++
    return added
  }

  has(id: number): boolean {
    const bitmap = this.#bitmaps[id >>> 16]
    return bitmap ? isIn(bitmap, id) : this.#table.has(id)
  }

  #addToTable(id: number): boolean {
    if (!this.#table.add(id)) return false
    this.#inTable++
    const high = id >>> 16
    this.#counts[high]!++
    if (this.#counts[high] === BITMAP_FROM) this.#makeBitmap(high)
    if (this.#table.isFull) this.#table.makeRoom(this.#inTable, (kept) => this.#bitmaps[kept >>> 16] === undefined)
    return true
  }

  #makeBitmap(high: number): void {
    const bitmap = emptyBitmap()
    this.#forEachOf(high, (id) => addTo(bitmap, id))
    this.#bitmaps[high] = bitmap
    // They stay in the table until it is full, and are not looked at there.
    this.#inTable -= BITMAP_FROM
  }

  #forEachOf(high: number, visit: (id: number) => void): void {
    const first = high << 16
    if (this.#table.capacity < HALF) this.#table.forEach((id) => id >>> 16 === high && visit(id))
    else for (let id = first; id < first + HALF; id++) if (this.#table.has(id)) visit(id)
  }
}

function emptyBitmap(): Uint32Array {
  return new Uint32Array(HALF / 32)
}

function addTo(bitmap: Uint32Array, id: number): boolean {
  if (isIn(bitmap, id)) return false
  bitmap[(id & 0xffff) >>> 5]! |= 1 << (id & 31)
  return true
}

function isIn(bitmap: Uint32Array, id: number): boolean {
  return (bitmap[(id & 0xffff) >>> 5]! & (1 << (id & 31))) !== 0
}
