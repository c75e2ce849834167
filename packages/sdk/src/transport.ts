import type { PlatformSignal } from './platform.js'

/** What can be said beside the input of any call. */
export interface CallOptions {
  /** Ends the call: it rejects with the code `cancelled`. What the server was doing may be done nevertheless. */
  signal?: PlatformSignal | undefined
}

/** A way to reach a server; every failure is a RollcallError. */
export interface Transport {
  call: <Output>(path: string, type: 'query' | 'mutation', input: unknown, options?: CallOptions) => Promise<Output>
  /** The connection is closed when the iteration ends, in whatever way. */
  stream: <Item>(path: string, input: unknown, options?: CallOptions) => AsyncIterable<Item>
}
