import { Option } from 'commander'

/** The option that says what a file is written in. */
export function encodingOption(): Option {
  return new Option(
    '--encoding <utf-8|utf-16|windows-1252>',
    'what the file is written in; UTF-16 is known by its byte order mark',
  )
    .choices(['utf-8', 'utf-16', 'windows-1252'])
    .default('utf-8')
}
