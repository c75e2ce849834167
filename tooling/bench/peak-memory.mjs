import { readFile } from 'node:fs/promises'

/**
 * The most memory a process has held so far, in MiB, where the system tells (Linux).
 * @param {number | undefined} pid
 * @returns {Promise<number | undefined>}
 */
export async function peakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmHWM:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024)
}
