/** What the environment says; undefined where it says nothing. */
export interface Env {
  url: string | undefined
  token: string | undefined
}

/** Reads ROLLCALL_URL and ROLLCALL_TOKEN; one that is set to nothing counts as not set. */
export function readEnv(env: NodeJS.ProcessEnv = process.env): Env {
  return { url: env['ROLLCALL_URL'] || undefined, token: env['ROLLCALL_TOKEN'] || undefined }
}
