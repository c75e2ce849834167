import type { Reject, Rollcall } from '@rollcall/sdk'

/** All rejects of a load, in the order of the file. */
export async function rejectsOf({ loads }: Rollcall, load: string | null): Promise<Reject[]> {
  const rejects: Reject[] = []
  for await (const reject of loads.eachReject(load ?? '')) rejects.push(reject)
  return rejects
}

/** Each reject as `line offset column code`, one for each problem. */
export function brief(rejects: Reject[]): string[] {
  return rejects.flatMap(({ line, offset, problems }) =>
    problems.map(({ column, code }) => `${line} ${offset} ${column} ${code}`),
  )
}
