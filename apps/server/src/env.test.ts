import { resolve } from 'node:path'
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
  }
  expect(() => readSettings(wrong)).toThrow(
    /DATABASE_URL must begin with postgres[^]*HOST is empty[^]*PORT must be[^]*LOG_LEVEL must be[^]*ROLLCALL_ADMIN_TOKEN must have 20[^]*ROLLCALL_ANONYMOUS_SCOPES must be some of read/,
  )
})
