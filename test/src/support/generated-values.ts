import fc from 'fast-check'

const blanks = Array.from(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
)
const nearlyBlanks = Array.from('\u180e\u200b\u200c\u2060\u00ad\u3164\u2800\u0000\u001c\u001f\u007f')

/** Texts, good and nearly good: any Unicode, white space of all kinds, lengths around 255 code points, NUL and half surrogates. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...blanks), maxLength: 5 }),
  fc.string({ unit: fc.constantFrom(...blanks, ...nearlyBlanks), maxLength: 3 }),
  fc.string({ unit: fc.constantFrom(...blanks, 'a', '"', "'", '\\', ',', '😀', '\u0301'), maxLength: 6 }),
  fc
    .tuple(
      fc.integer({ min: 253, max: 257 }),
      fc.constantFrom('a', 'é', '漢', '😀', '\u0301', ' ', '\u00a0'),
      fc.nat({ max: 1 }),
    )
    .map(([length, unit, blank]) => unit.repeat(length - blank) + ' '.repeat(blank)),
  fc
    .tuple(fc.string({ maxLength: 3 }), fc.constantFrom('\0', '\ud83d', '\ude00', '\ude00\ud83d'))
    .map((parts) => parts.join('')),
)

/** Cells that are integers, or nearly. */
export const anyIntegerCell: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom(
    '2147483647',
    '2147483648',
    '-2147483648',
    '-2147483649',
    '4294967296',
    '9007199254740993',
    '-0',
    '0',
    '00',
  ),
  fc
    .tuple(
      fc.constantFrom('', '-', '+', '--'),
      fc.string({ unit: fc.constantFrom('0', '0', '1', '2', '7', '8', '9'), maxLength: 14 }),
    )
    .map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom(' ', '\t', '\v\f', '\u00a0', '\u3000'), fc.integer()).map((parts) => parts.join('')),
  fc.constantFrom(
    '',
    ' ',
    '1.0',
    '1.',
    '.5',
    '1e3',
    '0x10',
    '1_000',
    '1,000',
    'NaN',
    'Infinity',
    '١٢',
    '１２',
    '1 2',
    '12\0',
    'null',
    'true',
  ),
)

const years = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    4,
    99,
    100,
    400,
    1582,
    1883,
    1899,
    1900,
    1969,
    1970,
    2000,
    2021,
    2023,
    2024,
    2255,
    2262,
    9998,
    9999,
  ),
  fc.integer({ min: 0, max: 9999 }),
)
const digits = (length: number) => (value: number) => String(value).padStart(length, '0')
const twoDigits = (min: number, max: number) => fc.integer({ min, max }).map(digits(2))
const often = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: seldom, weight: 1 })

const offsets = fc.oneof(
  fc.constantFrom('Z', 'Z', '+00:00', '-00:00', '+05:30', '+14:00', '-12:00', '+15:59', '-15:59', '+01:00', '-01:00'),
  fc.constantFrom(
    'z',
    '',
    '+16:00',
    '-16:00',
    '+0530',
    '+05',
    '+05:60',
    '+24:00',
    ' Z',
    ' +01:00',
    ' UTC',
    '+05:30:00',
  ),
)

/** Timestamps of every spelling and year, and nearly. */
export const anyTimestamp: fc.Arbitrary<string> = fc
  .tuple(
    years.map(digits(4)),
    often(twoDigits(1, 12), fc.constantFrom('00', '13', '1')),
    often(twoDigits(1, 29), fc.constantFrom('00', '30', '31', '32')),
    often(fc.constantFrom('T', ' '), fc.constantFrom('t', '', '  ', '_')),
    often(twoDigits(0, 23), fc.constantFrom('24', '25')),
    often(twoDigits(0, 59), fc.constantFrom('60')),
    often(twoDigits(0, 59), fc.constantFrom('60', '61')),
    fc.oneof(
      fc.constantFrom('', '', '.', '.000000', '.999999', '.000001', '.9999999', ',5'),
      fc
        .string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 1, maxLength: 7 })
        .map((fraction) => `.${fraction}`),
    ),
    offsets,
  )
  .map(
    ([year, month, day, t, hour, minute, second, fraction, offset]) =>
      `${year}-${month}-${day}${t}${hour}:${minute}:${second}${fraction}${offset}`,
  )

/** The borders of what may be: the first and last instants of the years 1 and 9999 in several offsets, and leap days. */
export const borderTimestamps: readonly string[] = [
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00+00:01',
  '0001-01-01T15:59:00+15:59',
  '0001-01-01T15:58:59.999999+15:59',
  '0000-12-31T08:01:00-15:59',
  '0000-12-31T23:59:59.999999-00:01',
  '0000-12-31T23:59:59.999999Z',
  '0000-02-29T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:59.999999-00:01',
  '9999-12-31T08:00:59.999999-15:59',
  '9999-12-31T08:01:00-15:59',
  '9999-12-31T23:59:59.9999999Z',
  '2024-02-29T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2000-02-29 23:59:59.5-15:59',
  '2016-12-31T23:59:60Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00.000001+00:00',
  '2255-06-05T23:47:34.740993Z',
  '2255-06-05T23:47:34.740991Z',
  '1883-11-18 12:03:58-04:56',
  '20210101T000000Z',
  '2021-01-01',
  'infinity',
  'now',
  'epoch',
  '2021-01-01T00:00:00Z BC',
]
