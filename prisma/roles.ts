/** @file The database's roles, made before the first migration; what each may do is in the migrations. */
import pg from "pg";

export interface RolePasswords {
  readonly app: string;
  readonly system: string;
}

/** The URL of `database` under another role. */
export function urlAs(url: string, role: string, password: string, database?: string): string {
  const as = new URL(url);
  as.username = role;
  as.password = password;
  if (database !== undefined) as.pathname = `/${database}`;
  return as.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the two roles that the API runs under, or gives them these passwords when they exist.
 * @throws {Error} that says what to run when `adminUrl` may not create roles.
 */
export async function createRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const [role, password] of [
      ["capstan_app", passwords.app],
      ["capstan_system", passwords.system],
    ] as const) {
      const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
      const verb = rowCount ? "ALTER" : "CREATE";
      try {
        await client.query(`${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD ${client.escapeLiteral(password)}`);
      } catch (cause) {
        throw new Error(
          `The role of DATABASE_URL may not make roles. As an administrator run: CREATE ROLE ${role} LOGIN PASSWORD '...'; and set DATABASE_APP_URL and DATABASE_SYSTEM_URL.`,
          { cause },
        );
      }
    }
  });
}

/** Makes `database` when it is not there. The roles are not trusted with anything but what migrations grant. */
export async function createDatabase(adminUrl: string, database: string, template?: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount) return;
    const name = client.escapeIdentifier(database);
    await client.query(template ? `CREATE DATABASE ${name} TEMPLATE ${client.escapeIdentifier(template)}` : `CREATE DATABASE ${name}`);
  });
}

export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`));
}
