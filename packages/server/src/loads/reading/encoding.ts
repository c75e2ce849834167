/** What a file may be written in; UTF-16 only with its byte order mark. */
export const encodings = ['utf-8', 'utf-16', 'windows-1252'] as const

export type Encoding = (typeof encodings)[number]
