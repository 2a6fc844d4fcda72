/** @file The rows of the fault matrix that need no trainer. */
import type { FaultRow } from "../../faults/support/figure.ts";
import { claimRaces } from "./f01-claim-races.ts";
import { reorderedReports } from "./f10-reordered-reports.ts";
import { damagedCheckpoints } from "./f13-damaged-checkpoints.ts";
import { crashes } from "./f14-crashes.ts";
import { longQueue } from "./f18-long-queue.ts";

export const PROTOCOL_ROWS: readonly FaultRow[] = [claimRaces, reorderedReports, damagedCheckpoints, crashes, longQueue];
