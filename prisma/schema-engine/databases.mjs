/** @file Databases by URL: reach, create and drop one. */
import pg from "pg";

const nameOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1)) || "postgres";
const quote = (name) => `"${name.replaceAll('"', '""')}"`;

/** The URL of another database of the same server. */
export const onDatabase = (url, name) => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function query(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

export const probe = (url) => query(url, "SELECT 1");
export const createDatabase = (url) => query(onDatabase(url, "postgres"), `CREATE DATABASE ${quote(nameOf(url))}`);
export const dropDatabase = (url) => query(onDatabase(url, "postgres"), `DROP DATABASE IF EXISTS ${quote(nameOf(url))} WITH (FORCE)`);
