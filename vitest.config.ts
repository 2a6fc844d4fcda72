import { createRequire } from "node:module";
import { defineConfig } from "vitest/config";

/** One copy of graphql: a second one, by its other entry, makes types “from another module or realm”. */
const alias = { graphql: createRequire(import.meta.url).resolve("graphql/index.js") };
const NEVER = ["**/node_modules/**", "**/.next/**"];
const DATABASE = ["**/*.db.test.ts", "test/integration/**/*.test.ts"];

export default defineConfig({
  resolve: { alias },
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{apps,packages,prisma,tools}/**/*.test.{ts,tsx}", "test/protocol/**/*.test.ts"],
          exclude: [...NEVER, ...DATABASE],
          testTimeout: 20_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "database",
          include: DATABASE,
          exclude: NEVER,
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "faults",
          include: ["test/faults/**/*.faults.ts"],
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.e2e.ts"],
          exclude: NEVER,
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
