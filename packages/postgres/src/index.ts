// The pieces (binaries, data folder, postmaster, presence) are withheld: who needs a database asks for a database.
export { findDatabase } from './find-database.js'
export type { Database, FindDatabaseOptions } from './find-database.js'
export { PostgresError } from './postgres-error.js'
export type { PostgresErrorCode } from './postgres-error.js'
