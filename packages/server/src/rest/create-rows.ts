import type { AnyTable } from '@rollcall/tables'
import type { FastifyReply } from 'fastify'
import { ServerError } from '../errors/server-error.js'
import { actorOf } from '../http/guard.js'
import { insertRows } from './insert-rows.js'
import { loadInstead, MOST_ROWS } from './limits.js'
import type { RestAnswer } from './rest-answer.js'
import { rowErrors, rowsErrors } from './row-errors.js'

/** Answers POST of one object: 201 with the row as stored, or 400 with what is wrong by field. */
export function createRow(table: AnyTable): RestAnswer {
  return async (services, request, reply) => {
    const { body = {} } = request
    if (Array.isArray(body)) return refuse(reply, 'This is a list; expected one object.')
    const { stored, rejected } = await insertRows(services, { table, values: [body], actor: actorOf(request) })
    const [wrong] = rejected
    return wrong ? reply.code(400).send(rowErrors(table, wrong)) : reply.code(201).send(stored[0])
  }
}

/** Answers POST of one object, or of a list, all or nothing: 201 with the rows as stored, or 400 with an entry a row. */
export function createRows(table: AnyTable): RestAnswer {
  const createOne = createRow(table)
  return async (services, request, reply) => {
    const { body } = request
    if (!Array.isArray(body)) return createOne(services, request, reply)
    if (body.length === 0) return refuse(reply, `This list is empty; expected 1 to ${MOST_ROWS} rows.`)
    if (body.length > MOST_ROWS) {
      throw new ServerError('too_large', `This list has ${body.length} rows. ${loadInstead(table.name)}`)
    }
    const { stored, rejected } = await insertRows(services, { table, values: body, actor: actorOf(request) })
    if (rejected.length === 0) return reply.code(201).send(stored)
    return reply.code(400).send(rowsErrors(table, rejected, body.length))
  }
}

function refuse(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(400).send({ non_field_errors: [message] })
}
