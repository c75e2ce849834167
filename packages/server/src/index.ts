export { createServer, type RollcallServer, type ServerOptions } from './create-server.js'
export { migrateDown, migrateUp, migrationStatus, type MigrationStatus } from './database/migrate.js'
export { type Database, openDatabase } from './database/open-database.js'
export { ServerError } from './errors/server-error.js'
export { appRouter, type AppRouter } from './router.js'
// The procedures' own functions stay inside: whoever is outside speaks tRPC.
