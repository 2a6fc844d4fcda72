import { defineConfig } from "prisma/config";

/** The owner's URL: it migrates. Nothing else may use it; see prisma/roles.ts for the roles that the API runs under. */
const url = process.env.DATABASE_URL ?? "postgresql://localhost:5432/capstan";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url },
});
