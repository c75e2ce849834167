/** What has begun and not ended. */
export interface UnderWay {
  begin(): void
  end(): void
  /** Resolves when everything has ended. */
  idle(): Promise<void>
}

/** Counts what is under way. */
export function underWay(): UnderWay {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    begin: () => void count++,
    end() {
      if (--count > 0) return
      for (const tell of waiting) tell()
      waiting = []
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}
