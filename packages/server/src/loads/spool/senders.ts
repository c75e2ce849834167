/** What a piece comes over. */
export interface Connection {
  readonly destroyed: boolean
}

/** For how long after its last piece, in milliseconds, a client that is still connected is waited for. */
const STILL_SENDING = 10_000

/** Who sent the last piece of an upload: as long as that client is there, it may go on by itself. */
interface Senders {
  sent(id: string, connection: Connection | undefined): void
  isSending(id: string): boolean
  forget(id: string): void
}

export function senders(): Senders {
  const last = new Map<string, { connection: Connection | undefined; at: number }>()
  return {
    sent: (id, connection) => void last.set(id, { connection, at: Date.now() }),
    isSending(id) {
      const sender = last.get(id)
      return sender?.connection?.destroyed === false && Date.now() - sender.at < STILL_SENDING
    },
    forget: (id) => void last.delete(id),
  }
}
