/** An answer as an old client sees it. */
interface OldAnswer {
  status: number
  headers: Headers
  body: unknown
}

/** Speaks to the old paths of a server as its old clients do: no token, a slash at the end. */
export interface OldClient {
  get(path: string, headers?: Record<string, string>): Promise<OldAnswer>
  postJson(path: string, value: unknown): Promise<OldAnswer>
  postForm(path: string, fields: Record<string, string>): Promise<OldAnswer>
  send(path: string, init: RequestInit): Promise<OldAnswer>
}

/** Makes a client of the server at a URL. */
export function oldClient({ url }: { url: string }): OldClient {
  const send: OldClient['send'] = async (path, init) => {
    const response = await fetch(`${url}/api/${path}`, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    send,
    get: (path, headers = {}) => send(path, { headers }),
    postJson: (path, value) =>
      send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }),
    postForm: (path, fields) => send(path, { method: 'POST', body: new URLSearchParams(fields) }),
  }
}

/** The paths that list and take the rows of each table, single or as a list. */
export const rowPaths = {
  departments: 'departments-bulk-list-serializer/',
  jobs: 'job-bulk-list-serializer/',
  hired_employees: 'hired-employee-bulk-list-serializer/',
} as const
