import { pick } from '@rollcall/demo'

/** Those that are there from the beginning and stay. */
export const DEPARTMENTS = 12
export const JOBS = 180

/** The ids of departments that clients fight for. */
const DISPUTED = { from: 1001, count: 30 }

/** Ids of which each is given once. */
export function createIds() {
  let next = 1
  return {
    /** @param {number} count */
    take(count) {
      next += count
      return next - count
    },
  }
}

/** @param {() => number} random */
export function disputedDepartment(random) {
  return DISPUTED.from + Math.floor(random() * DISPUTED.count)
}

/**
 * @param {() => number} random
 * @param {number} id
 */
export function employee(random, id) {
  const instant = Date.UTC(2018, 0, 1) + Math.floor(random() * 6 * 365 * 86_400) * 1000
  return {
    id,
    name: `${pick(random, ['Ana', 'Bruno', 'Carla', 'Inés', 'Jorge'])} ${pick(random, ['García', 'Lee', 'Muñoz'])}`,
    datetime: new Date(instant).toISOString(),
    // Now and then somebody works where nobody may any longer.
    department_id: random() < 0.02 ? disputedDepartment(random) : 1 + Math.floor(random() * DEPARTMENTS),
    job_id: 1 + Math.floor(random() * JOBS),
  }
}

/**
 * A CSV of employees; of a share of the lines the instant is bad.
 * @param {() => number} random
 * @param {{ from: number, rows: number, bad?: number }} options
 */
export function employeesCsv(random, { from, rows, bad = 0 }) {
  const lines = Array.from({ length: rows }, (_, index) => {
    const { id, name, datetime, department_id: department, job_id: job } = employee(random, from + index)
    return `${id},${name},${random() < bad ? '31/12/2021' : datetime},${department},${job}\n`
  })
  return lines.join('')
}
