import fc from 'fast-check'

const two = fc
  .oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 59 }) }, fc.integer({ min: 0, max: 99 }))
  .map(digits(2))
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{0,7}$/))
const year = fc
  .oneof(fc.constantFrom(0, 1, 4, 100, 400, 1900, 2000, 9999), fc.integer({ min: 0, max: 9999 }))
  .map(digits(4))
const offset = fc
  .tuple(fc.constantFrom('+', '-'), around(1, 15), fc.constantFrom(':', ''), two)
  .map((parts) => parts.join(''))
const zone = fc.oneof(fc.constantFrom('Z', '+00:00', '-15:59', 'z', ''), offset)

/** Instants as `readCell` knows them, and some with one thing about them that is not so. */
export const instant = fc
  .tuple(
    fc.tuple(year, around(1, 12), around(1, 28)).map((parts) => parts.join('-')),
    fc.constantFrom('T', ' ', 't'),
    fc.tuple(around(0, 23), two, two).map((parts) => parts.join(':')),
    fraction,
    zone,
  )
  .map((parts) => parts.join(''))

/** Instants with another character in one place, or one less. */
export const spoiledInstant = fc
  .tuple(instant, fc.nat(30), fc.constantFrom('', '0', '9', '/', ':', ' ', '-', 'é', '٣'))
  .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1))

/** A number of the range, at times just outside of it or far. */
function around(min: number, max: number): fc.Arbitrary<string> {
  const usual = fc.integer({ min, max })
  return fc
    .oneof({ weight: 9, arbitrary: usual }, fc.integer({ min: 0, max: max + 4 }), fc.integer({ min: 0, max: 99 }))
    .map(digits(2))
}

function digits(width: number): (value: number) => string {
  return (value) => String(value).padStart(width, '0')
}
