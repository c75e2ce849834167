import fc from 'fast-check'
import type { HttpRequest } from '../support/http-client.js'
import { ids, odd } from './any-input.js'

const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND')

const types = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/octet-stream',
  'text/csv',
  'nonsense',
  '',
  ';;;=',
)

/** What may stand in the value of a header. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => (code === 0x7f ? '\t' : String.fromCharCode(code))),
})

const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      'content-type': types,
      host: fc.constantFrom('evil.example', '127.0.0.1:1', ']['),
      origin: fc.constantFrom('null', 'http://evil.example', 'nonsense'),
      'sec-fetch-site': fc.constantFrom('cross-site', 'none', 'x'),
      'x-forwarded-for': fc.constantFrom('1.2.3.4', 'x', '::ffff:127.0.0.1'),
      accept: fc.constantFrom('application/jsonl', 'text/event-stream', 'x/y;q=z', '*/*'),
      'trpc-accept': fc.constantFrom('application/jsonl', 'x'),
      'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
      'content-digest': fc.constantFrom('sha-256=:AAAA:', 'sha-256=x', 'md5=:x:', ''),
      range: fc.constantFrom('bytes=0-', 'bytes=9-1'),
      'if-none-match': fc.constant('*'),
      'last-event-id': headerText,
      upgrade: fc.constantFrom('websocket', 'h2c'),
      cookie: headerText,
      'x-request-id': headerText,
      'x-anything': fc.constantFrom('x'.repeat(12_000), '\t', 'a, b'),
    },
    { requiredKeys: [] },
  )
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 2 }))
  .map((some) => Object.fromEntries(some))

/** A text as the body of a request, now and then cut short or in another encoding. */
export function anyBody(text: fc.Arbitrary<string>): fc.Arbitrary<string | Buffer> {
  return fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 1, arbitrary: text.chain((all) => fc.nat(all.length).map((length) => all.slice(0, length))) },
    { weight: 1, arbitrary: text.map((all) => Buffer.from(all, 'utf16le')) },
    { weight: 1, arbitrary: text.map((all) => Buffer.from(`${all}\xff\xc0`, 'latin1')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  )
}

/** `?name=value&…`, with names that mean something and others, and values of any kind. */
export function anyQuery(...names: string[]): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom('x', '__proto__', 'a[b]', '', ...names), fc.constantFrom(...names, 'x'))
  const value = fc.oneof(odd.map(spelled), fc.constantFrom('2021', '0', '1', 'true', '%', '%zz', '%ff', '+'))
  const parts = fc.array(
    fc.tuple(name, value).map(([each, of]) => `${each}=${of}`),
    { maxLength: 3 },
  )
  return parts.map((all) => (all.length === 0 ? '' : `?${all.join('&')}`))
}

/** A part of a path: known names, ids, and what is none. */
export function anyPart(...known: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.oneof(fc.constantFrom('x', ...known), ids) },
    { weight: 1, arbitrary: odd.map(spelled) },
    { weight: 1, arbitrary: fc.constantFrom('..', '%2e%2e%2f', '%00', '%', '%ff', '*', 'x'.repeat(6000), '__proto__') },
  )
}

/** The request as it is, or with another method or other headers, or telling another length than it has. */
export function mutated(request: fc.Arbitrary<HttpRequest>): fc.Arbitrary<HttpRequest> {
  const changed = fc.tuple(request, methods, headers).map(([asked, method, more]) => ({
    ...asked,
    method,
    headers: { ...asked.headers, ...more },
  }))
  const headed = fc.tuple(request, headers).map(([asked, more]) => ({
    ...asked,
    headers: { ...asked.headers, ...more },
  }))
  const lying = fc
    .tuple(request, fc.constantFrom('0', '1', '999999999999', '-1', 'x', '1, 2'))
    .map(([asked, length]) => ({
      ...asked,
      headers: { ...asked.headers, 'content-length': length },
      alone: true,
    }))
  return fc.oneof(
    { weight: 60, arbitrary: request },
    { weight: 20, arbitrary: headed },
    { weight: 20, arbitrary: changed },
    { weight: 1, arbitrary: lying },
  )
}

/** A value as it may stand in a URL; only what HTTP cannot carry is escaped, and that not always. */
function spelled(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return encodeURIComponent(text.slice(0, 8000).toWellFormed())
}
