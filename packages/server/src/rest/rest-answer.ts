import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../services.js'

/** Answers a request of an old path: what it gives is sent as JSON, with 200 unless it said another status. */
export type RestAnswer = (services: Services, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
