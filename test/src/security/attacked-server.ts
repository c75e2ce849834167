import { expect } from 'vitest'
import type { HttpAnswer, HttpClient } from '../support/http-client.js'
import { employees, parents } from '../support/people.js'
import { testServer, type TestServer } from '../support/test-server.js'

const json = { 'content-type': 'application/json' }

/** A server with people and a backup. */
export async function attackedServer(): Promise<TestServer & { backup: string }> {
  const server = await testServer(parents)
  await employees(server.database, 20)
  const { id } = await server.rollcall.backups.create()
  return Object.assign(server, { backup: id })
}

/** Calls a query. */
export function query({ send }: HttpClient, procedure: string, input: object): Promise<HttpAnswer> {
  return send({ method: 'GET', path: `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}` })
}

/** Calls a mutation. */
export function mutate({ send }: HttpClient, procedure: string, input: object): Promise<HttpAnswer> {
  return send({ method: 'POST', path: `/trpc/${procedure}`, headers: json, body: JSON.stringify(input) })
}

/** Every answer says that the request was wrong, and tells nothing it should not. */
export async function refusesAll(what: string, answers: Promise<HttpAnswer>[]): Promise<void> {
  for (const { status, body } of await Promise.all(answers)) {
    expect([what, status, body]).toEqual([
      what,
      expect.toSatisfy((code) => code >= 400 && code < 500),
      expect.not.stringContaining('SECRET'),
    ])
  }
}
