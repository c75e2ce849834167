/**
 * Where the lines of a transcoded text stand in the file it was made from. Only line ends are noted: a record begins behind one and
 * ends at one. What lies before an offset that was asked for is forgotten, so offsets must be asked for in rising order.
 */
export class LineOrigins {
  /** How many bytes of the file a line end takes. */
  readonly #width: number
  /** Offsets in the text, rising, and the ones in the file they stand for; from `#first` on they are still needed. */
  #text = [0]
  #file = [0]
  #first = 0

  constructor(width: number) {
    this.#width = width
  }

  /** Notes a line end, or the beginning or the end of the text; where it is where the one before leads, that one says enough. */
  add(text: number, file: number): void {
    const expected = this.#file.at(-1)! + (text - this.#text.at(-1)!) * this.#width
    if (file === expected) return
    this.#text.push(text)
    this.#file.push(file)
  }

  /** The offset in the file of one in the text that is the beginning or the end of a line. */
  at(offset: number): number {
    while (this.#first + 1 < this.#text.length && this.#text[this.#first + 1]! <= offset) this.#first++
    const found = this.#file[this.#first]! + (offset - this.#text[this.#first]!) * this.#width
    if (this.#first > 4096) this.#forget()
    return found
  }

  #forget(): void {
    this.#text = this.#text.slice(this.#first)
    this.#file = this.#file.slice(this.#first)
    this.#first = 0
  }
}
