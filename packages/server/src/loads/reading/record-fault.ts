import type { RecordFault } from './csv-record.js'

/** A quote in a cell that does not begin with one; cells are counted from 1. */
export function strayQuote(cell: number): RecordFault {
  return badQuote(`has a quote inside cell ${cell}; expected the whole cell in quotes and the quotes in it doubled`)
}

/** Something other than a delimiter or a line end after a closing quote. */
export function textAfterQuote(cell: number): RecordFault {
  return badQuote(`has text after the closing quote of cell ${cell}; expected a delimiter or the end of the line`)
}

/** A quote that is still open where the input, or the longest record, ends. */
export function openQuote(cell: number): RecordFault {
  return badQuote(`has a quote in cell ${cell} that is not closed; expected a closing quote`)
}

/** A line that is longer than a record may be. */
export function lineTooLong(maxRecordBytes: number): RecordFault {
  return { code: 'line_too_long', message: `is too long; expected at most ${maxRecordBytes} bytes` }
}

function badQuote(message: string): RecordFault {
  return { code: 'bad_quote', message }
}
