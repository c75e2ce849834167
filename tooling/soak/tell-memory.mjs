// Loaded into the server before itself: tells, when asked, what memory is left in use after the garbage is collected.
process.on('message', () => {
  globalThis.gc?.()
  process.send?.(process.memoryUsage())
})
process.channel?.unref()
