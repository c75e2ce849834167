/** One line of a CSV file (RFC 4180), without its line end; null is an empty cell, the text '' a quoted one. */
export function formatCsvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(formatCell).join(',')
}

function formatCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // White space at the ends is quoted too: some readers drop it otherwise.
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
