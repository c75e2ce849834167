import { expect, it } from 'vitest'
import { readEnv } from './env.js'

it('reads where the server is and who we are', () => {
  expect(readEnv({ ROLLCALL_URL: 'http://there', ROLLCALL_TOKEN: 'secret' })).toEqual({
    url: 'http://there',
    token: 'secret',
  })
})

it('takes what is set to nothing as not set', () => {
  expect(readEnv({ ROLLCALL_URL: '', ROLLCALL_TOKEN: '' })).toEqual({ url: undefined, token: undefined })
})
