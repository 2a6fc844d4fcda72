/** @file F18: ten thousand runs of fifty teams wait in one shared pool, sixteen runners empty it, and a small team comes late. */
import { randomBytes } from "node:crypto";
import { Database } from "@capstan/prisma/database";
import { newId } from "@capstan/run/id";
import { resolveConfig } from "@capstan/training-config/config";
import { createSharedPool, createSharedRunner, sharePool } from "../../../apps/api/src/operator/shared-pools.ts";
import { LeanClient } from "../../bench/api/lean-client.ts";
import type { FaultRow, Figure } from "../../faults/support/figure.ts";
import type { Platform } from "../../faults/support/platform.ts";
import { percentile } from "../../faults/support/random.ts";
import { FakeRunner, type Claim } from "../../support/training-floor.ts";

const CLAIMERS = 16;
const CLAIMS_A_SECOND = 500;
const SMALL_TEAM_MS = 5000;

interface QueueingTeam {
  readonly id: string;
  readonly poolId: string;
  readonly versionId: string;
}

interface Claimer {
  readonly runner: FakeRunner;
  /** What it has to finish, the oldest first. */
  readonly held: Claim[];
}

/** A team with a door to the shared pool and a dataset without pictures. */
async function makeTeam({ database }: Platform, system: Database["system"], pool: string, cap: number): Promise<QueueingTeam> {
  const [id, datasetId, versionId] = [newId("team"), newId("dataset"), newId("datasetVersion")];
  const slug = `f18-${randomBytes(5).toString("hex")}`;
  await database.query("INSERT INTO teams (id, slug, name, run_cap) VALUES ($1, $2, $2, $3)", [id, slug, cap]);
  await database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'Shapes')", [datasetId, id]);
  await database.query(
    `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, picture_count, content_hash, object_prefix, files, ready_at)
     VALUES ($1, $2, $3, 1, 'READY', 1, 1, 'hash', 'prefix', '[]', now())`,
    [versionId, id, datasetId],
  );
  return { id, poolId: await sharePool(system, pool, slug), versionId };
}

/** Runs as createRun leaves them, of a configuration that the platform's own team has. */
async function queue({ database }: Platform, { id, poolId, versionId }: QueueingTeam, count: number, config: unknown): Promise<void> {
  const ids = Array.from({ length: count }, () => newId("run"));
  await database.query(
    `WITH made AS (
       INSERT INTO runs (id, team_id, number, name, config, dataset_version_id, pool_id, total_epochs)
       SELECT given.id, $2, given.place, 'run ' || given.place, $3, $4, $5, 1 FROM unnest($1::text[]) WITH ORDINALITY AS given (id, place) RETURNING id)
     INSERT INTO run_moves (team_id, run_id, "to", lease_epoch, actor) SELECT $2, id, 'QUEUED', 0, 'f18' FROM made`,
    [ids, id, JSON.stringify(config), versionId, poolId],
  );
}

export const longQueue: FaultRow = {
  id: "F18",
  title: "a long queue of many teams",
  async run({ times, platform: getPlatform }): Promise<Figure[]> {
    const platform = await getPlatform();
    const database = new Database({ appUrl: platform.database.appUrl, systemUrl: platform.database.systemUrl, poolSize: 4 });
    try {
      const [teamCount, runCount, cap] = [times(5, 50, 50), times(60, 2000, 10_000), times(4, 40, 200)];
      const pool = `f18-${randomBytes(3).toString("hex")}`;
      await createSharedPool(database.system, pool);
      const teams: QueueingTeam[] = [];
      for (let index = 0; index < teamCount; index++) teams.push(await makeTeam(platform, database.system, pool, cap));
      const config = resolveConfig("demo", {});
      const [small, ...large] = teams as [QueueingTeam, ...QueueingTeam[]];
      for (const team of large) await queue(platform, team, Math.ceil((runCount - 1) / large.length), config);
      const total = large.length * Math.ceil((runCount - 1) / large.length) + 1;
      // The database itself refuses the claim that would pass a cap.
      await platform.database.query(`ALTER TABLE teams ADD CONSTRAINT never_above_cap CHECK (running <= run_cap) NOT VALID`);
      const runners: Claimer[] = [];
      while (runners.length < CLAIMERS) {
        const { token, id } = await createSharedRunner(database.system, pool, "claimer");
        runners.push({ runner: new FakeRunner(new LeanClient(platform.apiUrl, { authorization: `Bearer ${token}` }), id), held: [] });
      }

      const claimed: string[] = [];
      const tookMs: number[] = [];
      let [failed, smallQueuedMs, smallClaimedMs] = [0, 0, 0];
      const claim = async ({ runner, held }: Claimer): Promise<boolean> => {
        const began = performance.now();
        const got = await runner.claim().catch(() => void failed++);
        if (!got) return false;
        const now = performance.now();
        tookMs.push(now - began);
        claimed.push(got.runId);
        held.push(got);
        // A tenth of the queue is gone: the small team comes with its one run.
        if (claimed.length === Math.floor(total / 10))
          void queue(platform, small, 1, config).then(() => (smallQueuedMs = performance.now()));
        if (smallClaimedMs === 0 && smallQueuedMs > 0 && (await isOf(platform, got.runId, small.id))) smallClaimedMs = now;
        return true;
      };
      const finish = async ({ runner, held }: Claimer): Promise<void> => {
        const lease = held.shift();
        if (lease) await runner.finish(lease, -1, { outcome: "SUCCEEDED" });
      };

      const began = performance.now();
      await Promise.all(
        runners.map(async (claimer) => {
          while (await claim(claimer));
        }),
      );
      const rate = (claimed.length * 1000) / (performance.now() - began);
      const atCap = await platform.database.query("SELECT FROM teams WHERE running = run_cap AND id = ANY ($1)", [
        large.map(({ id }) => id),
      ]);
      // Nobody renews: on a slow machine the reaper would take the first of them back.
      await platform.database.query("UPDATE runs SET lease_until = now() + interval '1 hour' WHERE status = 'CLAIMED'");
      const [goneMs, gone] = [performance.now(), claimed.length];
      const drain = async (claimer: Claimer): Promise<void> => {
        while (claimed.length < total || claimer.held.length > 0) {
          await finish(claimer);
          if (claimed.length < total) await claim(claimer);
        }
      };
      await Promise.all(runners.map(drain));
      const endedMs = performance.now();
      const callsPerSecond = ((claimed.length - gone + total) * 1000) / (endedMs - goneMs);
      const drainedPerSecond = (claimed.length * 1000) / (endedMs - began);
      await platform.database.query("ALTER TABLE teams DROP CONSTRAINT never_above_cap");
      const doubled = claimed.length - new Set(claimed).size;
      const waited = Math.max(0, smallClaimedMs - smallQueuedMs);
      const did = `${total} runs of ${teamCount} teams, ${CLAIMERS} runners of a shared pool, up to the caps, then as places come free`;
      return [
        {
          row: "F18",
          did,
          n: total,
          wanted: "each claimed once",
          measured: `${claimed.length} claims, ${doubled} doubled; the finishes, with claims between them, at ${callsPerSecond.toFixed(0)} calls/s`,
          pass: doubled === 0 && claimed.length === total,
        },
        {
          row: "F18",
          did: "the database's own check of the cap, at each claim",
          n: total,
          wanted: `never above ${cap}`,
          measured: `${failed} calls failed, ${atCap.length} of ${large.length} teams filled`,
          pass: failed === 0 && atCap.length === large.length,
        },
        {
          row: "F18",
          did: "claims through GraphQL, until each team is at its cap",
          n: gone,
          wanted: `>= ${CLAIMS_A_SECOND} claims/s`,
          measured: `${rate.toFixed(0)} claims/s, claim p50 ${percentile(tookMs, 0.5).toFixed(0)} ms, p99 ${percentile(tookMs, 0.99).toFixed(0)} ms`,
          pass: rate >= CLAIMS_A_SECOND,
          isTime: true,
        },
        {
          row: "F18",
          did: "claims and finishes through GraphQL, all in all",
          n: total,
          wanted: `>= ${CLAIMS_A_SECOND} claims/s`,
          measured: `${drainedPerSecond.toFixed(0)} claims/s, each with a finish`,
          pass: drainedPerSecond >= CLAIMS_A_SECOND,
          isTime: true,
        },
        {
          row: "F18",
          did: "a small team's first claim while the others wait",
          n: 1,
          wanted: `< ${SMALL_TEAM_MS / 1000} s`,
          measured: smallClaimedMs === 0 ? "never seen" : `${(waited / 1000).toFixed(2)} s`,
          pass: smallClaimedMs > 0 && waited < SMALL_TEAM_MS,
          isTime: true,
        },
      ];
    } finally {
      await database.close();
    }
  },
};

async function isOf({ database }: Platform, runId: string, teamId: string): Promise<boolean> {
  return (await database.query("SELECT FROM runs WHERE id = $1 AND team_id = $2", [runId, teamId])).length === 1;
}
