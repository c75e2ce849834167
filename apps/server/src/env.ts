import { resolve } from 'node:path'
import { type Scope, scopes } from '@rollcall/server'
import { z } from 'zod'

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
}

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
  ROLLCALL_ADMIN_TOKEN: z.string().min(20, 'ROLLCALL_ADMIN_TOKEN must have 20 characters or more').optional(),
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
})

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
  }
}
