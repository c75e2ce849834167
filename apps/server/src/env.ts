import { resolve } from 'node:path'
import { defaultLimits, type Limits, type Scope, scopes } from '@rollcall/server'
import { z } from 'zod'
import { numberSetting, originSetting, proxySetting, secondsSetting } from './setting-kinds.js'

/** The settings of the process, from its environment. */
export interface Settings {
  /** Absent: the embedded PostgreSQL under `home`. */
  databaseUrl: string | undefined
  /** ROLLCALL_HOME, absolute. */
  home: string
  host: string
  port: number
  logLevel: string
  /** ROLLCALL_BACKUP_DIR, absolute; absent: `backups` in `home`. */
  backupDir: string | undefined
  /** ROLLCALL_ADMIN_TOKEN: a token with every scope. */
  adminToken: string | undefined
  /** ROLLCALL_ANONYMOUS_SCOPES: what may be done without a token. */
  anonymousScopes: Scope[]
  limits: Limits
  /** ROLLCALL_CORS_ORIGINS: origins whose pages may use the API, with a token. */
  corsOrigins: string[]
  /** ROLLCALL_TRUST_PROXY: the proxies whose word on a client's address is taken. */
  trustProxy: string | undefined
  /** ROLLCALL_DATABASE_WAIT_SECONDS: how long to wait for PostgreSQL at start. */
  databaseWaitSeconds: number
  /** ROLLCALL_SHUTDOWN_SECONDS: how long what runs may take when the server is told to stop. */
  shutdownSeconds: number
}

const MEBIBYTE = 1024 * 1024

const present = (name: string) => z.string().min(1, `${name} is empty; unset it or give it a value`)

const scope = z.enum(scopes, `ROLLCALL_ANONYMOUS_SCOPES must be some of ${scopes.join(', ')}, with commas between`)

const environment = z.object({
  DATABASE_URL: present('DATABASE_URL')
    .regex(/^postgres(ql)?:\/\//, 'DATABASE_URL must begin with postgres:// or postgresql://')
    .optional(),
  ROLLCALL_HOME: present('ROLLCALL_HOME').default('.rollcall'),
  HOST: present('HOST').default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'PORT must be a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'PORT must be a number from 0 to 65535')
    .default(8000),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'LOG_LEVEL must be trace, debug, info, warn, error or silent',
    )
    .default('info'),
  ROLLCALL_BACKUP_DIR: present('ROLLCALL_BACKUP_DIR').optional(),
  ROLLCALL_ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{20,}$/, 'ROLLCALL_ADMIN_TOKEN must have 20 characters or more, ASCII and without spaces')
    .optional(),
  ROLLCALL_ANONYMOUS_SCOPES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(scope)),
  ROLLCALL_REQUESTS_PER_TOKEN: numberSetting('ROLLCALL_REQUESTS_PER_TOKEN', defaultLimits.requestsPerToken, {
    least: 0,
  }),
  ROLLCALL_REQUESTS_PER_ADDRESS: numberSetting('ROLLCALL_REQUESTS_PER_ADDRESS', defaultLimits.requestsPerAddress, {
    least: 0,
  }),
  ROLLCALL_JSON_MB: numberSetting('ROLLCALL_JSON_MB', defaultLimits.jsonBytes / MEBIBYTE),
  ROLLCALL_HEADER_SECONDS: secondsSetting('ROLLCALL_HEADER_SECONDS', defaultLimits.headerSeconds),
  ROLLCALL_BODY_SECONDS: secondsSetting('ROLLCALL_BODY_SECONDS', defaultLimits.bodySeconds),
  ROLLCALL_IDLE_SECONDS: secondsSetting('ROLLCALL_IDLE_SECONDS', defaultLimits.idleSeconds),
  ROLLCALL_STATEMENT_SECONDS: secondsSetting('ROLLCALL_STATEMENT_SECONDS', defaultLimits.statementSeconds),
  ROLLCALL_MAX_WAITING: numberSetting('ROLLCALL_MAX_WAITING', defaultLimits.waiting),
  ROLLCALL_MAX_LAG_MS: numberSetting('ROLLCALL_MAX_LAG_MS', defaultLimits.lagMilliseconds),
  ROLLCALL_MAX_UPLOAD_MB: numberSetting('ROLLCALL_MAX_UPLOAD_MB', defaultLimits.uploadBytes / MEBIBYTE),
  ROLLCALL_SPOOL_MB: numberSetting('ROLLCALL_SPOOL_MB', defaultLimits.spoolBytes / MEBIBYTE),
  ROLLCALL_MAX_UNPACKED_MB: numberSetting('ROLLCALL_MAX_UNPACKED_MB', defaultLimits.unpackedBytes / MEBIBYTE),
  ROLLCALL_UPLOAD_HOURS: numberSetting('ROLLCALL_UPLOAD_HOURS', defaultLimits.uploadHours),
  ROLLCALL_KEPT_REJECTS: numberSetting('ROLLCALL_KEPT_REJECTS', defaultLimits.keptRejects),
  ROLLCALL_MAX_TASKS: numberSetting('ROLLCALL_MAX_TASKS', defaultLimits.tasks),
  ROLLCALL_DISK_FLOOR_MB: numberSetting('ROLLCALL_DISK_FLOOR_MB', defaultLimits.diskFloor / MEBIBYTE, { least: 0 }),
  ROLLCALL_CORS_ORIGINS: originSetting('ROLLCALL_CORS_ORIGINS'),
  ROLLCALL_TRUST_PROXY: proxySetting('ROLLCALL_TRUST_PROXY'),
  ROLLCALL_DATABASE_WAIT_SECONDS: secondsSetting('ROLLCALL_DATABASE_WAIT_SECONDS', 60, 0),
  ROLLCALL_SHUTDOWN_SECONDS: secondsSetting('ROLLCALL_SHUTDOWN_SECONDS', 25, 0),
})

type Environment = z.infer<typeof environment>

/** Reads the settings; throws one error that names everything that is wrong with them. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.message}`).join('\n')
    throw new Error(`The environment is not right:\n${faults}`)
  }
  const { data } = parsed
  return {
    databaseUrl: data.DATABASE_URL,
    home: resolve(data.ROLLCALL_HOME),
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    backupDir: data.ROLLCALL_BACKUP_DIR && resolve(data.ROLLCALL_BACKUP_DIR),
    adminToken: data.ROLLCALL_ADMIN_TOKEN,
    anonymousScopes: data.ROLLCALL_ANONYMOUS_SCOPES,
    limits: limitsOf(data),
    corsOrigins: data.ROLLCALL_CORS_ORIGINS,
    trustProxy: data.ROLLCALL_TRUST_PROXY,
    databaseWaitSeconds: data.ROLLCALL_DATABASE_WAIT_SECONDS,
    shutdownSeconds: data.ROLLCALL_SHUTDOWN_SECONDS,
  }
}

function limitsOf(data: Environment): Limits {
  return {
    requestsPerToken: data.ROLLCALL_REQUESTS_PER_TOKEN,
    requestsPerAddress: data.ROLLCALL_REQUESTS_PER_ADDRESS,
    jsonBytes: data.ROLLCALL_JSON_MB * MEBIBYTE,
    headerSeconds: data.ROLLCALL_HEADER_SECONDS,
    bodySeconds: data.ROLLCALL_BODY_SECONDS,
    idleSeconds: data.ROLLCALL_IDLE_SECONDS,
    statementSeconds: data.ROLLCALL_STATEMENT_SECONDS,
    waiting: data.ROLLCALL_MAX_WAITING,
    lagMilliseconds: data.ROLLCALL_MAX_LAG_MS,
    uploadBytes: data.ROLLCALL_MAX_UPLOAD_MB * MEBIBYTE,
    spoolBytes: data.ROLLCALL_SPOOL_MB * MEBIBYTE,
    unpackedBytes: data.ROLLCALL_MAX_UNPACKED_MB * MEBIBYTE,
    uploadHours: data.ROLLCALL_UPLOAD_HOURS,
    keptRejects: data.ROLLCALL_KEPT_REJECTS,
    tasks: data.ROLLCALL_MAX_TASKS,
    diskFloor: data.ROLLCALL_DISK_FLOOR_MB * MEBIBYTE,
  }
}
