import { DEPARTMENTS, JOBS } from './employees-file.mjs'

/**
 * Rows as JSON requests say them, with ids that no other call gives.
 * @param {number} first the lowest id
 * @param {number} count
 */
export function employees(first, count) {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index
    const at = new Date(Date.UTC(2018, 0, 1) + ((id * 7919) % (6 * 365 * 86_400)) * 1000)
    return {
      id,
      name: `Ana García ${id}`,
      datetime: at.toISOString(),
      department_id: 1 + (id % DEPARTMENTS),
      job_id: 1 + (id % JOBS),
    }
  })
}
