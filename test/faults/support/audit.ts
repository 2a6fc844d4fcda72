/** @file The SQL audit of a platform of the matrix, after each row: `npm run audit`, with nothing left out. */
import { runChecks, type Finding } from "../../../tools/audit/run-checks.ts";
import type { Platform } from "./platform.ts";

/** What is not as it must be; empty when all is. */
export const auditOf = async ({ database }: Platform): Promise<Finding[]> =>
  (await runChecks(database.ownerUrl)).filter(({ broken }) => broken > 0);
