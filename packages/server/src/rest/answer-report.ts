import { shown } from '@rollcall/tables'
import type { Query } from '../database/query.js'
import type { RestAnswer } from './rest-answer.js'

/** The year the old service's reports were about. */
const DEFAULT_YEAR = '2021'

/** Answers a report of `?year=` as a list; 400 when that is no year from 1 to 9999. */
export function answerReport(report: (query: Query, year: number) => Promise<object[]>): RestAnswer {
  return async ({ database }, request, reply) => {
    const { year = DEFAULT_YEAR } = request.query as { year?: string | string[] }
    if (typeof year === 'string' && /^[0-9]{1,4}$/.test(year) && Number(year) > 0) {
      return report(database.query, Number(year))
    }
    return reply.code(400).send({ year: [`year is ${shown(year)}; expected one from 1 to 9999, as in ?year=2021.`] })
  }
}
