export { ask, ownDatabase } from './own-database.mjs'
export { tidily } from './tidily.mjs'
