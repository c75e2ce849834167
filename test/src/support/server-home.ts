import { chmod } from 'node:fs/promises'
import { endPostgres } from './server-process.js'
import { tempFolder, type TempFolder } from './temp-folder.js'

/** A ROLLCALL_HOME of this test's own; whatever PostgreSQL is left in it ends when it is disposed of. */
export async function serverHome(): Promise<TempFolder> {
  const folder = await tempFolder()
  // As root, PostgreSQL runs as another user: one who cannot pass through would have its data kept outside the home.
  await chmod(folder.path, 0o755)
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      await endPostgres(folder.path)
      await folder[Symbol.asyncDispose]()
    },
  }
}
