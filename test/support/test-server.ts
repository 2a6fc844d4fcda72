/** @file The test server's passwords and URLs. It listens on loopback and lives as long as one test run. */

export const TEST_PASSWORDS = { admin: "test-admin", app: "test-app", system: "test-system" } as const;

/** `adminUrl`, of another database. */
export function adminUrlFor(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
