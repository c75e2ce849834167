/**
 * @typedef {object} Sample
 * @property {number} minute since the start
 * @property {number} megabytes
 */

/** So many samples are one: the lowest, because what only comes and goes is no leak. */
const WINDOW = 6

/**
 * By how many megabytes a minute memory grows, by least squares on the floor of each half minute.
 * @param {Sample[]} samples
 */
export function slopeOf(samples) {
  const floors = []
  for (let first = 0; first + WINDOW <= samples.length; first += WINDOW) {
    const window = samples.slice(first, first + WINDOW)
    floors.push(window.reduce((least, sample) => (sample.megabytes < least.megabytes ? sample : least)))
  }
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const minute = mean(floors.map((floor) => floor.minute))
  const megabytes = mean(floors.map((floor) => floor.megabytes))
  const sum = (/** @type {(floor: Sample) => number} */ of) => floors.reduce((total, floor) => total + of(floor), 0)
  return (
    sum((floor) => (floor.minute - minute) * (floor.megabytes - megabytes)) /
    sum((floor) => (floor.minute - minute) ** 2)
  )
}
