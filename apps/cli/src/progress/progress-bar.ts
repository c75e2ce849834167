import type { Writable } from 'node:stream'
import cliProgress from 'cli-progress'
import { phaseClock } from './phase-clock.js'
import type { ProgressDisplay } from './progress-display.js'
import { type PhaseNames, type Progress, progressText } from './progress-text.js'

type TerminalStream = Writable & { columns?: number }

/** Progress as a bar on a terminal, which it leaves as it was when it is stopped. */
export function progressBar(terminal: TerminalStream, names: PhaseNames): ProgressDisplay {
  const clock = phaseClock(() => performance.now())
  let bar: cliProgress.SingleBar | undefined
  let stopped = false

  function stop(): void {
    stopped = true
    bar?.stop()
    process.off('exit', stop)
  }
  // Drawing turns the terminal's line wrapping off: even a process that ends at once must turn it on again.
  process.on('exit', stop)

  return {
    update(progress) {
      if (stopped) return
      const { changed, ...time } = clock.at(progress)
      if (changed) {
        bar?.stop()
        bar = startBar(terminal, names[progress.phase], progress)
      }
      if (progress.total !== null) bar?.setTotal(progress.total)
      bar?.update(progress.done, { text: progressText(progress, time) })
    },
    stop,
  }
}

/** One bar for each phase; without a total there is nothing to draw a bar of. */
function startBar(stream: TerminalStream, name: string, { phase, done, total }: Progress): cliProgress.SingleBar {
  const hasBar = total !== null && phase !== 'waiting' && phase !== 'checking'
  const bar = new cliProgress.SingleBar({
    stream,
    format: hasBar ? `${name} [{bar}] {percentage}% {text}` : `${name} {text}`,
    barsize: widthOfBar(stream.columns ?? 80),
    barCompleteChar: '#',
    barIncompleteChar: '·',
    clearOnComplete: true,
  })
  bar.start(total ?? 1, done, { text: '' })
  return bar
}

/** The words beside the bar go first where there is little room. */
function widthOfBar(columns: number): number {
  const WORDS = 76
  return Math.min(Math.max(columns - WORDS, 5), 30)
}
