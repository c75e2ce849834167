import { resolve } from 'node:path'
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
}

const present = (name: string) => z.string().min(1, `${name} is empty; unset it or give it a value`)

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
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'LOG_LEVEL must be trace, debug, info, warn, error or silent').default('info'),
})

/** Reads the settings; throws one error that names everything that is wrong with them. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.message}`).join('\n')
    throw new Error(`The environment is not right:\n${faults}`)
  }
  const { DATABASE_URL, ROLLCALL_HOME, HOST, PORT, LOG_LEVEL } = parsed.data
  return { databaseUrl: DATABASE_URL, home: resolve(ROLLCALL_HOME), host: HOST, port: PORT, logLevel: LOG_LEVEL }
}
