import { Option } from 'commander'

/** The option that says whether the first line names the columns. */
export function headerOption(): Option {
  return new Option('--header <auto|yes|no>', 'whether the first line names the columns')
    .choices(['auto', 'yes', 'no'])
    .default('auto')
}
