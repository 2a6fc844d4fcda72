/**
 * @file Makes the API's roles and brings a database up to date: for deployments where nobody runs `npm start`.
 *
 *   DATABASE_URL=... DATABASE_APP_PASSWORD=... DATABASE_SYSTEM_PASSWORD=... node tools/setup/migrate.ts
 */
import { migrate } from "@capstan/prisma/migrate";
import { createRoles } from "@capstan/prisma/roles";
import { StageError, fail, stage } from "./stage.mjs";

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new StageError(`${name} is not set. It is one of DATABASE_URL, DATABASE_APP_PASSWORD and DATABASE_SYSTEM_PASSWORD.`);
  return value;
};

try {
  const [owner, app, system] = [need("DATABASE_URL"), need("DATABASE_APP_PASSWORD"), need("DATABASE_SYSTEM_PASSWORD")];
  await stage("Making the roles", () => createRoles(owner, { app, system }));
  await stage("Bringing the database up to date", () => migrate(owner));
} catch (error) {
  fail(error);
}
