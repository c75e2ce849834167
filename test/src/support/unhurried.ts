import type { Limits } from '@rollcall/server'

/** The limits of a server in tests: beside other tests it is late at its work, and still turns nobody away for that. */
export const unhurried = { lagMilliseconds: 60_000 } satisfies Partial<Limits>
