import { format } from 'prettier'

/**
 * TypeScript as the repository formats it.
 * @param {string[]} parts
 * @returns {Promise<string>}
 */
export function neat(parts) {
  return format(parts.join('\n'), { parser: 'typescript', printWidth: 120, singleQuote: true, semi: false })
}
