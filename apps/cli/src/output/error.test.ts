import { RollcallError } from '@rollcall/sdk'
import { describe, expect, it } from 'vitest'
import { WrongUsage } from '../wrong-usage.js'
import { errorDocument } from './error-document.js'
import { errorText } from './error-text.js'

const issues = [{ table: 'hired_employees', id: 7, column: 'job_id', message: 'points to job 3' }]
const error = new RollcallError('still_referenced', 'Job 3 is in use.', { requestId: 'abc', issues })

describe('an error as JSON', () => {
  it('has the code, message, request and issues of the server', () => {
    expect(errorDocument(error)).toEqual({
      error: { code: 'still_referenced', message: 'Job 3 is in use.', requestId: 'abc', issues },
    })
  })

  it('is invalid input when the usage is wrong', () => {
    expect(errorDocument(new WrongUsage('no such file'))).toEqual({
      error: { code: 'invalid_input', message: 'no such file', requestId: null, issues: [] },
    })
  })

  it('is internal when nobody expected it', () => {
    expect(errorDocument(new TypeError('x is not a function')).error).toMatchObject({
      code: 'internal',
      message: 'x is not a function',
    })
  })

  it('says interrupted when the user gave up', () => {
    expect(errorDocument(new RollcallError('cancelled', 'by its signal')).error.message).toBe('Interrupted.')
  })
})

describe('an error as text', () => {
  it('has the message, each issue with its place, and the request', () => {
    expect(errorText(error)).toBe('error: Job 3 is in use.\n  hired_employees 7 job_id: points to job 3\n  request abc')
  })

  it('tells one in each line what the message has in a list', () => {
    const named = [1, 2].map((id) => ({ table: 'jobs', id, column: null, message: `job ${id} is in use` }))
    const refused = new RollcallError('still_referenced', 'Refused. job 1 is in use; job 2 is in use.', {
      issues: named,
    })
    expect(errorText(refused)).toBe('error: Refused.\n  job 1 is in use\n  job 2 is in use')
  })

  it('does not tell an issue twice', () => {
    const issue = { table: null, id: null, column: 'year', message: 'is too small' }
    expect(errorText(new RollcallError('invalid_input', 'year: is too small', { issues: [issue] }))).toBe(
      'error: year: is too small',
    )
  })
})
