import { resolve } from 'node:path'
import { defaultLimits } from '@rollcall/server'
import { expect, test } from 'vitest'
import { readSettings } from './env.js'

test('without any variable everything has its default', () => {
  expect(readSettings({})).toEqual({
    databaseUrl: undefined,
    home: resolve('.rollcall'),
    host: '127.0.0.1',
    port: 8000,
    logLevel: 'info',
    backupDir: undefined,
    adminToken: undefined,
    anonymousScopes: [],
    limits: defaultLimits,
    corsOrigins: [],
    trustProxy: undefined,
    databaseWaitSeconds: 60,
    shutdownSeconds: 25,
  })
})

test('every variable is read', () => {
  const settings = readSettings({
    DATABASE_URL: 'postgres://me@db/people',
    ROLLCALL_HOME: '/srv/rollcall',
    HOST: '0.0.0.0',
    PORT: '0',
    LOG_LEVEL: 'warn',
    ROLLCALL_BACKUP_DIR: '/srv/backups',
    ROLLCALL_ADMIN_TOKEN: 'x'.repeat(20),
    ROLLCALL_ANONYMOUS_SCOPES: 'read, write',
    ROLLCALL_REQUESTS_PER_TOKEN: '1',
    ROLLCALL_REQUESTS_PER_ADDRESS: '0',
    ROLLCALL_JSON_MB: '2',
    ROLLCALL_HEADER_SECONDS: '3',
    ROLLCALL_BODY_SECONDS: '4',
    ROLLCALL_IDLE_SECONDS: '5',
    ROLLCALL_STATEMENT_SECONDS: '6',
    ROLLCALL_MAX_WAITING: '7',
    ROLLCALL_MAX_LAG_MS: '8',
    ROLLCALL_DISK_FLOOR_MB: '9',
    ROLLCALL_MAX_UPLOAD_MB: '11',
    ROLLCALL_SPOOL_MB: '12',
    ROLLCALL_UPLOAD_HOURS: '13',
    ROLLCALL_MAX_TASKS: '14',
    ROLLCALL_MAX_UNPACKED_MB: '15',
    ROLLCALL_KEPT_REJECTS: '16',
    ROLLCALL_CORS_ORIGINS: 'https://people.example, http://localhost:5173',
    ROLLCALL_TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::/8',
    ROLLCALL_DATABASE_WAIT_SECONDS: '0',
    ROLLCALL_SHUTDOWN_SECONDS: '10',
  })
  expect(settings).toEqual({
    databaseUrl: 'postgres://me@db/people',
    home: '/srv/rollcall',
    host: '0.0.0.0',
    port: 0,
    logLevel: 'warn',
    backupDir: '/srv/backups',
    adminToken: 'x'.repeat(20),
    anonymousScopes: ['read', 'write'],
    limits: {
      requestsPerToken: 1,
      requestsPerAddress: 0,
      jsonBytes: 2 * 1024 * 1024,
      headerSeconds: 3,
      bodySeconds: 4,
      idleSeconds: 5,
      statementSeconds: 6,
      waiting: 7,
      lagMilliseconds: 8,
      diskFloor: 9 * 1024 * 1024,
      uploadBytes: 11 * 1024 * 1024,
      spoolBytes: 12 * 1024 * 1024,
      uploadHours: 13,
      tasks: 14,
      unpackedBytes: 15 * 1024 * 1024,
      keptRejects: 16,
    },
    corsOrigins: ['https://people.example', 'http://localhost:5173'],
    trustProxy: 'loopback,10.0.0.0/8,fd00::/8',
    databaseWaitSeconds: 0,
    shutdownSeconds: 10,
  })
})

test('all that is wrong is told at once', () => {
  const wrong = {
    DATABASE_URL: 'mysql://db',
    PORT: '80000',
    HOST: '',
    LOG_LEVEL: 'loud',
    ROLLCALL_ADMIN_TOKEN: 'short',
    ROLLCALL_ANONYMOUS_SCOPES: 'read,everything',
    ROLLCALL_JSON_MB: '0',
    ROLLCALL_CORS_ORIGINS: 'https://people.example/',
    ROLLCALL_TRUST_PROXY: 'true',
  }
  expect(() => readSettings(wrong)).toThrow(
    /DATABASE_URL must begin with postgres[^]*HOST is empty[^]*PORT must be[^]*LOG_LEVEL must be[^]*ROLLCALL_ADMIN_TOKEN must have 20[^]*ROLLCALL_ANONYMOUS_SCOPES must be some of read[^]*ROLLCALL_JSON_MB must be a whole number from 1[^]*ROLLCALL_CORS_ORIGINS must be origins[^]*ROLLCALL_TRUST_PROXY must be addresses/,
  )
})

test.each([
  ['ROLLCALL_SHUTDOWN_SECONDS', '999999999'],
  ['ROLLCALL_STATEMENT_SECONDS', '2147484'],
  ['ROLLCALL_TRUST_PROXY', '0.0.0.0/0'],
  ['ROLLCALL_TRUST_PROXY', '10.0.0.0/8,::/0'],
  ['ROLLCALL_ADMIN_TOKEN', 'correct horse battery staple'],
])('%s=%s would do something else than it says, and is refused', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(name)
})
