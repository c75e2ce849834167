import pg from 'pg'

/**
 * Makes a database of this process's own on a PostgreSQL.
 * @param {string} url
 * @param {string} tool of what the name tells
 */
export async function ownDatabase(url, tool) {
  const name = `rollcall_${tool}_${process.pid}`
  await ask(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  return {
    url: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    drop: () => ask(url, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/**
 * Runs plain SQL, one statement or several.
 * @param {string} url
 * @param {string} sql
 * @returns {Promise<any[]>}
 */
export async function ask(url, sql) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
