/** One step of the schema, there and back; both are SQL run in one transaction. */
export interface Migration {
  /** Recorded in the database: never changes once released. */
  name: string
  up: string
  down: string
}
