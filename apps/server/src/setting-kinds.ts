import { isIP } from 'node:net'
import { z } from 'zod'

/** The most a number may be, and the most seconds, 23 days: beyond 24 a timer would be over at once. */
const MOST = 1_000_000_000
const MOST_SECONDS = 2_000_000

/** Seconds, spelled in digits. */
export function secondsSetting(name: string, byDefault: number, least = 1): z.ZodType<number, string | undefined> {
  return numberSetting(name, byDefault, { least, most: MOST_SECONDS })
}

/** A whole number spelled in digits. */
export function numberSetting(
  name: string,
  byDefault: number,
  { least = 1, most = MOST }: { least?: number; most?: number } = {},
): z.ZodType<number, string | undefined> {
  const message = `${name} must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .optional()
    .transform((value) => value ?? byDefault)
}

/** Origins such as https://people.example, with commas between. */
export function originSetting(name: string): z.ZodType<string[], string | undefined> {
  const message = `${name} must be origins such as https://people.example, without a path, with commas between`
  return z
    .string()
    .default('')
    .transform(partsOf)
    .refine((origins) => origins.every(isOrigin), message)
}

/** Addresses, networks or names of networks of proxies, with commas between. */
export function proxySetting(name: string): z.ZodType<string | undefined, string | undefined> {
  const message = `${name} must be addresses or networks of proxies such as 10.0.0.0/8, or loopback, with commas between`
  return z
    .string()
    .transform(partsOf)
    .refine((proxies) => proxies.length > 0 && proxies.every(isProxy), message)
    .transform((proxies) => proxies.join(','))
    .optional()
}

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

function isProxy(text: string): boolean {
  const [address = '', bits = '1', ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0) return ['loopback', 'linklocal', 'uniquelocal'].includes(text)
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)
}
