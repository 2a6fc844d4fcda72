/** @file A team with a dataset and runners for tests of the run protocol, and a runner's calls as short functions. */
import { createHash, randomBytes } from "node:crypto";
import { newId } from "@capstan/run/id";
import { runChecks, type Finding } from "../../tools/audit/run-checks.ts";
import type { TestApi, TestUser } from "./test-api.ts";
import type { TestClient } from "./test-client.ts";

export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}
export interface Claim {
  readonly runId: string;
  readonly leaseEpoch: number;
  readonly ingestSequence: number;
  readonly requested: string | null;
  readonly resumeFrom: { readonly checkpointId: string; readonly step: number } | null;
  readonly fallback: { readonly checkpointId: string } | null;
  readonly initialWeights: { readonly checkpointId: string } | null;
  readonly run: { readonly id: string; readonly name: string; readonly status: string };
}
export interface Reported {
  readonly accepted: boolean;
  readonly duplicate: boolean;
  readonly expectedSequence: number | null;
  readonly requested: string | null;
  readonly errors: readonly UserError[];
}

export const ENGINE = { name: "wasm", device: "cpu", precision: "fp32", threads: 2, notUsed: [], parameters: 1000 };

const capital = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

/** A mutation's payload with its errors; fails on GraphQL errors. */
export async function call<Payload>(
  client: TestClient,
  name: string,
  input: object,
  selection: string,
  inputType = `${capital(name)}Input`,
): Promise<Payload & { readonly errors: readonly UserError[] }> {
  const query = `mutation ($input: ${inputType}!) { answer: ${name}(input: $input) { ${selection} errors { code message path } } }`;
  return (await client.data<{ answer: Payload & { errors: UserError[] } }>(query, { input })).answer;
}

/** A runner's calls. */
export class FakeRunner {
  readonly client: TestClient;
  readonly id: string;
  constructor(client: TestClient, id: string) {
    this.client = client;
    this.id = id;
  }

  async claim(requestId: string = randomBytes(8).toString("hex")): Promise<Claim | null> {
    const selection =
      "claim { runId leaseEpoch ingestSequence requested resumeFrom { checkpointId step } fallback { checkpointId } initialWeights { checkpointId } run { id name status } }";
    const { claim, errors } = await call<{ claim: Claim | null }>(
      this.client,
      "claimRun",
      { requestId, version: "test", host: "here", engine: ENGINE },
      selection,
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return claim;
  }

  report(lease: { runId: string; leaseEpoch: number }, sequence: number, contents: object = {}): Promise<Reported> {
    const { runId, leaseEpoch } = lease;
    return call<Reported>(
      this.client,
      "reportProgress",
      { runId, leaseEpoch, sequence, ...contents },
      "accepted duplicate expectedSequence requested flushAfterMs",
    );
  }

  renew({ runId, leaseEpoch }: { runId: string; leaseEpoch: number }): Promise<{ requested: string | null; errors: readonly UserError[] }> {
    return call(this.client, "renewLease", { runId, leaseEpoch }, "requested leaseSeconds");
  }

  finish(
    { runId, leaseEpoch }: { runId: string; leaseEpoch: number },
    afterSequence: number,
    how: object,
  ): Promise<{ run: { id: string; status: string; endReason: string | null } | null; errors: readonly UserError[] }> {
    return call(this.client, "finishRun", { runId, leaseEpoch, afterSequence, ...how }, "run { id status endReason }");
  }

  release(
    { runId, leaseEpoch }: { runId: string; leaseEpoch: number },
    extra: object = {},
  ): Promise<{ released: boolean; errors: readonly UserError[] }> {
    return call(this.client, "releaseRun", { runId, leaseEpoch, reason: "test", ...extra }, "released");
  }

  /** Announces, sends and commits a checkpoint of one small file. `spoil` changes the bytes that are sent. */
  async checkpoint(
    { runId, leaseEpoch }: { runId: string; leaseEpoch: number },
    {
      step,
      afterSequence,
      kinds = ["LATEST"],
      spoil = (bytes: Buffer) => bytes,
    }: { step: number; afterSequence: number; kinds?: readonly string[]; spoil?: (bytes: Buffer) => Buffer | null },
  ): Promise<{ id: string; errors: readonly UserError[] }> {
    const bytes = Buffer.from(`weights of step ${step}`);
    const files = [{ name: "weights.safetensors", sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }];
    const announced = await call<{ checkpointId: string | null; files: { parts: { url: string }[] }[] }>(
      this.client,
      "createCheckpointUpload",
      { runId, leaseEpoch, requestId: randomBytes(8).toString("hex"), step, epoch: 0, kinds, files },
      "checkpointId files { name partSizeBytes parts { number sizeBytes url received } }",
    );
    if (announced.errors.length > 0) return { id: "", errors: announced.errors };
    const body = spoil(bytes);
    if (body) await fetch(announced.files[0]!.parts[0]!.url, { method: "PUT", body: new Uint8Array(body) });
    const input = {
      runId,
      leaseEpoch,
      checkpointId: announced.checkpointId,
      afterSequence,
      validationLoss: 1,
      scores: [{ name: "cider", value: 0.5, low: 0.4, high: 0.6 }],
    };
    const { errors } = await call(this.client, "commitCheckpoint", input, "checkpoint { id kinds }");
    return { id: announced.checkpointId!, errors };
  }
}

/** What a database test of runs starts with. */
export class TrainingFloor {
  readonly api: TestApi;
  readonly user: TestUser;
  readonly datasetId: string;
  readonly versionId: string;

  private constructor(api: TestApi, user: TestUser, datasetId: string, versionId: string) {
    this.api = api;
    this.user = user;
    this.datasetId = datasetId;
    this.versionId = versionId;
  }

  /** A new team with a READY dataset “Shapes”, of no pictures but one. */
  static async open(api: TestApi, name = "Ada"): Promise<TrainingFloor> {
    const user = await api.signUp(name);
    const [datasetId, versionId, pictureId] = [newId("dataset"), newId("datasetVersion"), newId("picture")];
    const file = { name: "manifest.json", key: `${user.teamId}/${versionId}/manifest.json`, sizeBytes: 2, sha256: "0".repeat(64) };
    await api.database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'Shapes')", [datasetId, user.teamId]);
    await api.database.query(
      `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, picture_count, content_hash, object_prefix, files, ready_at)
       VALUES ($1, $2, $3, 1, 'READY', 1, 1, 'hash', 'prefix', $4, now())`,
      [versionId, user.teamId, datasetId, JSON.stringify([file])],
    );
    await api.database.query(
      `INSERT INTO pictures (id, team_id, version_id, split, file_name, sha256, width, height, size_bytes, "references", shard, "offset")
       VALUES ($1, $2, $3, 'VAL', 'a.png', $4, 8, 8, 10, '{a shape}', 0, 0)`,
      [pictureId, user.teamId, versionId, "0".repeat(64)],
    );
    return new TrainingFloor(api, user, datasetId, versionId);
  }

  async createRun(extra: object = {}): Promise<{ id: string; name: string; number: number }> {
    const input = { datasetId: this.datasetId, config: { preset: "demo" }, ...extra };
    const { run, errors } = await call<{ run: { id: string; name: string; number: number } | null }>(
      this.user.client,
      "createRun",
      input,
      "run { id name number }",
    );
    if (!run) throw new Error(JSON.stringify(errors));
    return run;
  }

  async runner(poolId?: string): Promise<FakeRunner> {
    const { client, id } = await this.api.createRunner(this.user, poolId);
    return new FakeRunner(client, id);
  }

  async setCap(cap: number): Promise<void> {
    await this.api.database.query("UPDATE teams SET run_cap = $2 WHERE id = $1", [this.user.teamId, cap]);
  }

  async run(id: string): Promise<Record<string, unknown>> {
    const rows = await this.api.database.query("SELECT * FROM runs WHERE id = $1", [id]);
    return rows[0]!;
  }

  /** Asks something of a run: stopRun, pauseRun, ... */
  ask(mutation: string, id: string): Promise<{ run: { status: string; requested: string | null } | null; errors: readonly UserError[] }> {
    return call(this.user.client, mutation, { id }, "run { id status requested }", "RunIdInput");
  }

  /** The lease is over by the database's clock, as if 31 s of silence had passed. */
  async silence(runId: string): Promise<void> {
    await this.api.database.query("UPDATE runs SET lease_until = now() - interval '1 second' WHERE id = $1", [runId]);
  }

  /** What `npm run audit` says of this database; empty when all is true. The test server goes without durability (I6), on purpose. */
  async violations(): Promise<Finding[]> {
    return (await runChecks(this.api.database.ownerUrl)).filter(({ invariant, broken }) => broken > 0 && invariant !== "I6");
  }
}
