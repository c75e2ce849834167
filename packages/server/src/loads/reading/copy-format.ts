/** What a binary COPY begins with: signature, no flags, no header extension. */
export const COPY_HEADER: Buffer = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

/** What a binary COPY ends with: -1 in the place of a field count. */
export const COPY_TRAILER: Buffer = Buffer.from([0xff, 0xff])
