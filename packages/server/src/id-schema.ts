import { z } from 'zod'

/** An id that a client makes: a UUID, and one however it is spelled. */
export const idSchema = z.uuid().toLowerCase()
