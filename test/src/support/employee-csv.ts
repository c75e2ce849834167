/** CSV lines of employees `first` to `last`, all good, in department 1 and job 1 to 3. */
export function* employeeCsv(first: number, last: number): Generator<string> {
  for (let from = first; from <= last; from += 5_000) {
    let text = ''
    for (let id = from; id <= Math.min(last, from + 4_999); id++) {
      const day = String(1 + (id % 28)).padStart(2, '0')
      text += `${id},Employee ${id},2021-${String(1 + (id % 12)).padStart(2, '0')}-${day}T12:34:56.${id % 10}Z,1,${1 + (id % 3)}\n`
    }
    yield text
  }
}
