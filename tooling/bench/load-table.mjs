/** @param {import('./scratch-database.mjs').Scratch} scratch */
export async function emptied(scratch) {
  await scratch.sql('TRUNCATE hired_employees, rejects, tasks')
}

/**
 * @param {import('./scratch-database.mjs').Scratch} scratch
 * @param {number} kept the highest id that stays
 */
export async function without(scratch, kept) {
  await scratch.sql(`DELETE FROM hired_employees WHERE id > ${kept}`)
  await scratch.sql('VACUUM hired_employees')
}

/**
 * Throws when it has another number of rows.
 * @param {import('./scratch-database.mjs').Scratch} scratch
 * @param {number} expected
 */
export async function assertRows(scratch, expected) {
  const [{ count }] = await scratch.sql('SELECT count(*)::int AS count FROM hired_employees')
  if (count !== expected) throw new Error(`The table has ${count} rows; expected ${expected}.`)
}
