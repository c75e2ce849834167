// The platform's own types where the consumer has them (DOM or @types/node), and what is needed of them where not, so that the
// declarations compile in any project.

/** The platform's AbortSignal. */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : SignalLike

/** The platform's fetch. */
export type PlatformFetch = typeof globalThis extends { fetch: infer T }
  ? T
  : (url: string, init?: object) => Promise<object>

interface SignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
}

/** What is needed of a Blob or File. */
export interface BlobLike {
  /** In bytes. */
  readonly size: number
  slice(start?: number, end?: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

/** What is needed of a ReadableStream of bytes. */
export interface StreamLike {
  getReader(): StreamReader
}

export interface StreamReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
  cancel(reason?: unknown): Promise<void>
}
