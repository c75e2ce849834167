import { randomUUID } from 'node:crypto'
import { createRollcall, type LoadFileOptions } from '@rollcall/sdk'
import type { ServerProcess } from './server-process.js'

const PIECE = 256 * 1024

/** A load whose client does not lose heart: what a server that was killed lacks of it is sent to the next one. */
export interface PatientLoad {
  readonly id: string
  /** Sends what is missing and starts the load if that was not done; fails when the server is killed meanwhile. */
  goOn(server: ServerProcess): Promise<void>
}

type LoadOptions = Pick<LoadFileOptions, 'onConflict'>

export function patientLoad(csv: Buffer, options: LoadOptions): PatientLoad {
  const id = randomUUID()
  const upload = randomUUID()

  async function goOn({ url }: ServerProcess): Promise<void> {
    const { uploads, loads, tasks } = createRollcall({ url, retries: 0 })
    const isStarted = await tasks.get({ id }).then(
      () => true,
      (error: { code: string }) => {
        if (error.code === 'not_found') return false
        throw error
      },
    )
    if (isStarted) return
    let { received } = await uploads.open({ id: upload, bytes: csv.length })
    while (received < csv.length) {
      const body = csv.subarray(received, received + PIECE)
      const answer = await fetch(`${url}/uploads/${upload}?offset=${received}`, { method: 'PUT', body })
      if (!answer.ok) throw new Error(await answer.text())
      received += body.length
    }
    await loads.start({ id, upload, table: 'hired_employees', ...options })
  }

  return { id, goOn }
}
