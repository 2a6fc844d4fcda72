/** @file An attempt in a process of its own, so that a test can kill it as a machine would: `{ url, home, claim }` as its argument. */
import type { Claim } from "../claim-loop.ts";
import { makeAttempt } from "./attempt-bench.ts";

const { url, home, claim } = JSON.parse(process.argv[2]!) as { url: string; home: string; claim: Claim };
const attempt = await makeAttempt({ url }, home, claim);
await attempt.run(new AbortController().signal);
