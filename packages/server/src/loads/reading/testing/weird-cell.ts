import fc from 'fast-check'

/** Cells that are hardly ever good: white space of all sorts, broken UTF-8, NUL, and any bytes. */
export const weirdCell: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ' ',
        '\t',
        '\v',
        '\0',
        '\u0085',
        '\u00a0',
        '\u1680',
        '\u2003',
        '\u202f',
        '\u3000',
        '\ufeff',
        'a',
        'ñ',
        'あ',
        '李',
        '😀',
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => Buffer.from(parts.join(''))),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0x9f, 0xed, 0xf0, 0x90, 0xf4, 0x8f, 0xff), {
      maxLength: 5,
    })
    .map((bytes) => Buffer.from(bytes)),
)

/** A text with ASCII white space around it, which is not part of the cell. */
export function padded(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const space = fc.constantFrom('', '', '', ' ', '\t ', '\n', '\v\f')
  return fc.tuple(space, text, space).map((parts) => Buffer.from(parts.join('')))
}
