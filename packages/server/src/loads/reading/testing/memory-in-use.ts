/** The memory that this process needs: what nobody holds any more is collected first. */
export function memoryInUse(): NodeJS.MemoryUsage {
  if (!globalThis.gc) throw new Error('Node runs without --expose-gc')
  globalThis.gc()
  // What the first found of buffers is freed beside it, and has been when the second ends.
  globalThis.gc()
  return process.memoryUsage()
}
