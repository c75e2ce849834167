// Finds the database of a home (`node hold-database.mjs <home> <serve|join>`), says so in one line of JSON, and leaves it when
// its standard input ends.
import { findDatabase } from '../dist/index.js'

const [home = '', role] = process.argv.slice(2)

try {
  const database = await findDatabase({ home, role: role === 'serve' ? 'serve' : 'join' })
  say({ url: database.url })
  for await (const _ of process.stdin);
  await database[Symbol.asyncDispose]()
} catch (error) {
  say({ code: error.code, message: error.message })
  process.exitCode = 1
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
