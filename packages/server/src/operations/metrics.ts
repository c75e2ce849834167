import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { listBackups } from '../backups/catalogue.js'
import type { BackupStorage } from '../backups/backup-storage.js'
import type { Database } from '../database/open-database.js'
import type { RequestEnd } from '../http/watch-requests.js'
import type { TaskTally } from '../tasks/task-tally.js'
import { taskFigures } from './task-figures.js'

/** What one server counts of itself, for Prometheus. */
export interface Metrics {
  /** The content type of what `read` answers. */
  readonly contentType: string
  readonly tasks: TaskTally
  requestEnded(end: RequestEnd): void
  /** All figures in Prometheus' text format; what cannot be found out now is NaN. */
  read(): Promise<string>
}

interface MetricsOptions {
  database: Database
  storage: BackupStorage
}

/** Makes the figures of one server; two in a process do not mix. */
export function createMetrics({ database, storage }: MetricsOptions): Metrics {
  const registry = new Registry()
  const requests = requestTimes(registry)
  for (const gauge of [...poolGauges(database), backupAge(storage)]) registry.registerMetric(gauge)
  let isComplete = false
  return {
    contentType: registry.contentType,
    tasks: taskFigures(registry),
    requestEnded({ method, route, status, milliseconds }) {
      requests.observe({ method, route, status }, milliseconds / 1000)
    },
    read() {
      // Node's own figures are gathered from the first time on that somebody wants them: that costs a little.
      if (!isComplete) collectDefaultMetrics({ register: registry })
      isComplete = true
      return registry.metrics()
    },
  }
}

function requestTimes(registry: Registry): Histogram<'method' | 'route' | 'status'> {
  return new Histogram({
    name: 'rollcall_http_request_duration_seconds',
    help: 'How long requests took, by route or procedure and status (499: the client went away).',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  })
}

function poolGauges(database: Database): Gauge[] {
  const connections = new Gauge({
    name: 'rollcall_database_pool_connections',
    help: 'Connections of the pool that requests share, by state.',
    labelNames: ['state'],
    registers: [],
    collect() {
      const { used, free } = database.pool()
      this.set({ state: 'used' }, used)
      this.set({ state: 'free' }, free)
    },
  })
  const waiting = new Gauge({
    name: 'rollcall_database_pool_waiting',
    help: 'Requests that wait for a connection of the pool.',
    registers: [],
    collect() {
      this.set(database.pool().waiting)
    },
  })
  return [connections, waiting]
}

function backupAge(storage: BackupStorage): Gauge {
  return new Gauge({
    name: 'rollcall_last_backup_age_seconds',
    help: 'Age of the newest whole backup that somebody asked for; +Inf when there is none.',
    registers: [],
    async collect() {
      this.set(await ageOfLastBackup(storage).catch(() => Number.NaN))
    },
  })
}

async function ageOfLastBackup(storage: BackupStorage): Promise<number> {
  const last = (await listBackups(storage)).find(({ kind }) => kind === 'manual')
  return last ? (Date.now() - Date.parse(last.createdAt)) / 1000 : Number.POSITIVE_INFINITY
}
