import type { CsvRecord } from './csv-record.js'
import { type Delimiter, delimiters } from './read-options.js'

/** Notices what makes a whole file bad, so that its options can be told to be wrong instead of each of its lines. */
export interface HintWatch {
  /** Takes note of a record that has one cell where there should be more. */
  oneCell(record: CsvRecord): void
  /** Takes note of a line that is no UTF-8. */
  badEncoding(): void
  /** What to try, once so many records were read; null when nothing is evident. */
  hint(read: number): string | null
}

/** So much of the lines must look alike, for one may always be odd. */
const NEARLY_ALL = 0.9

/** Watches a file that is read with this delimiter. */
export function hintWatch(delimiter: Delimiter): HintWatch {
  const others = delimiters.filter((each) => each !== delimiter)
  const seen = others.map(() => 0)
  let badlyEncoded = 0
  return {
    oneCell({ bytes, start, end }) {
      const text = bytes.subarray(start, end)
      others.forEach((each, index) => text.includes(each) && seen[index]!++)
    },
    badEncoding() {
      badlyEncoded++
    },
    hint(read) {
      const most = Math.max(...seen)
      if (most > 0 && most >= read * NEARLY_ALL) return otherDelimiter(others[seen.indexOf(most)]!)
      return badlyEncoded > 0 ? otherEncoding(badlyEncoded) : null
    },
  }
}

/** What to try when a line that should be a header is none. */
export function hintOfLine(record: CsvRecord, delimiter: Delimiter): string | null {
  const watch = hintWatch(delimiter)
  if (record.cells === 1) watch.oneCell(record)
  return watch.hint(1)
}

function otherDelimiter(delimiter: Delimiter): string {
  const [shown, option] = delimiter === '\t' ? ['tabs', 'tab'] : [`'${delimiter}'`, `'${delimiter}'`]
  return `lines look separated by ${shown}: try --delimiter ${option}`
}

function otherEncoding(lines: number): string {
  const are = lines === 1 ? '1 line is' : `${lines} lines are`
  return `${are} not UTF-8: if a Windows program wrote the file, try --encoding windows-1252`
}
