/** How much the server takes; what goes beyond is refused, and never worked at. */
export interface Limits {
  /** Requests a minute with one token, and from one address; 0 for as many as come. */
  requestsPerToken: number
  requestsPerAddress: number
  /** The largest JSON body, in bytes. */
  jsonBytes: number
  /** Seconds until the headers of a request must be here, and until all of a body that is read as a whole. */
  headerSeconds: number
  bodySeconds: number
  /** Seconds without a byte after which a streamed body counts as broken off. */
  idleSeconds: number
  /** Seconds a request may keep the database at one statement. */
  statementSeconds: number
  /** How many requests may wait for a connection to the database. */
  waiting: number
  /** How late, in milliseconds, the server may be at its work. */
  lagMilliseconds: number
  /** The largest upload, and all of them together, in bytes. */
  uploadBytes: number
  spoolBytes: number
  /** The most bytes that an upload packed by gzip may unpack into. */
  unpackedBytes: number
  /** Hours an upload that nobody goes on with is kept. */
  uploadHours: number
  /** How many rejected lines of a load are kept; the others are only counted. */
  keptRejects: number
  /** How many tasks may be waiting or running. */
  tasks: number
  /** Bytes that must be free on the disks of the home and of the backups. */
  diskFloor: number
}

/** What holds unless it is set otherwise: 4 MiB are 1,000 rows of the longest text. */
export const defaultLimits: Limits = {
  requestsPerToken: 300_000,
  requestsPerAddress: 300_000,
  jsonBytes: 4 * 1024 * 1024,
  headerSeconds: 15,
  bodySeconds: 60,
  idleSeconds: 60,
  statementSeconds: 30,
  waiting: 500,
  lagMilliseconds: 1000,
  uploadBytes: 10 * 1024 ** 3,
  spoolBytes: 20 * 1024 ** 3,
  unpackedBytes: 10 * 1024 ** 3,
  uploadHours: 24,
  keptRejects: 1_000_000,
  tasks: 100,
  diskFloor: 512 * 1024 * 1024,
}
