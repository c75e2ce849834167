/** In whose name something is done: it goes with the work, as far as a task that another server runs later. */
export interface Actor {
  /** The token's id, `admin` for the one of the environment, null for nobody in particular. */
  token: string | null
  /** The request that asked for it, as the log names it; what no request asked for says what did. */
  requestId: string
}

/** Whoever runs `rollcall-server` beside the database, which no token keeps out. */
export const COMMAND_LINE: Actor = { token: null, requestId: 'command line' }
