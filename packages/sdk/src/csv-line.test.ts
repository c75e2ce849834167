import { expect, test } from 'vitest'
import { formatCsvLine } from './csv-line.js'

test('Cells are joined by commas', () => {
  expect(formatCsvLine([1, 'Ada', null])).toBe('1,Ada,')
})

test('A cell is quoted when it holds a comma, a quote, a line end, or white space at an end', () => {
  expect(formatCsvLine(['a,b', 'say "hi"', 'two\nlines', 'cr\r', ' padded', ''])).toBe(
    '"a,b","say ""hi""","two\nlines","cr\r"," padded",""',
  )
})
