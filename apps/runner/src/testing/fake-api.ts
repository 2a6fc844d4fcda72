/**
 * @file A real HTTP server with the real schema and the protocol's rules in memory, over a network that can be broken:
 * requests that never arrive, replies that are lost after the change was made, delays, requests that arrive twice.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSchema, graphql, parse } from "graphql";

/** What happens to one call on its way. */
export type Fault = "none" | "lost-request" | "lost-reply" | "slow" | "twice";

interface Report {
  readonly sequence: number;
  readonly metrics?: { name: string; steps: number[]; values: (number | null)[] }[] | null;
  readonly logs?: { message: string }[] | null;
  readonly epochs?: { epoch: number }[] | null;
  readonly started?: { step: number } | null;
}
interface LeaseInput {
  readonly runId: string;
  readonly leaseEpoch: number;
}
interface Upload {
  readonly id: string;
  readonly files: { name: string; sizeBytes: number; sha256: string }[];
  readonly step: number;
  readonly kinds: string[];
  committed: boolean;
}
type Input<T> = { input: T };

const CONTRACT = new URL("../../../../packages/contract/schema.graphql", import.meta.url);
const schema = buildSchema(readFileSync(CONTRACT, "utf8"));
const refusal = (code: string, message = code) => [{ code, message, path: null }];

export class FakeApi {
  // what a test looks at
  readonly points = new Map<string, number | null>();
  readonly reports: Report[] = [];
  readonly calls: string[] = [];
  readonly uploads: Upload[] = [];
  readonly objects = new Map<string, Buffer>();
  ended: { outcome: string; endReason?: string | null; failure?: { code: string; blame: string } | null; afterSequence: number } | null =
    null;
  released: { reason: string; failure?: { code: string } | null } | null = null;
  /** How often one value was stored twice under one sequence: must stay 0. */
  doubled = 0;
  /** Checkpoints that the runner reported as damaged. */
  readonly reportedDamaged: string[] = [];
  // what a test sets
  /** What is offered in place of a checkpoint that was reported; by default nothing changes. */
  onDamaged: (checkpointId: string) => boolean = () => true;
  /** Somebody drains the runner. */
  draining = false;
  leaseEpoch = 1;
  requested: string | null = null;
  fault: (operation: string, count: number) => Fault = () => "none";
  claim: Record<string, unknown> | null = null;
  /** Reports that the API forgets, once, so that it answers GAP. */
  forgetFrom: number | null = null;
  /** So many reports are refused for a moment, as beyond the team's share. */
  limited = 0;
  // state of the protocol
  #sequence = -1;
  #server: http.Server;
  #counts = new Map<string, number>();

  private constructor(server: http.Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeApi> {
    const server = http.createServer();
    const api = new FakeApi(server);
    server.on("request", (req, res) => void api.#serve(req, res));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  get endpoint(): string {
    return `${this.url}/graphql`;
  }
  get sequence(): number {
    return this.#sequence;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Keeps `bytes` where the runner will fetch them. */
  store(name: string, bytes: Buffer): { name: string; url: string; sizeBytes: number; sha256: string } {
    this.objects.set(`/objects/${name}`, bytes);
    return { name, url: `${this.url}/objects/${name}`, sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }

  async #serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const where = req.url!;
    if (where.startsWith("/objects/")) return this.#serveObject(req, res, body);
    // No WebSocket here: a runner polls then (command-server.ts has one).
    if (req.method !== "POST") return void res.writeHead(404).end();
    const { query, variables } = JSON.parse(body.toString()) as { query: string; variables: Record<string, unknown> };
    const operation = (parse(query).definitions.find((d) => d.kind === "OperationDefinition")! as { name?: { value: string } }).name!.value;
    const count = this.#counts.get(operation) ?? 0;
    this.#counts.set(operation, count + 1);
    this.calls.push(operation);
    const fault = this.fault(operation, count);
    if (fault === "lost-request") return void req.socket.destroy();
    if (fault === "slow") await sleep(20);
    if (fault === "twice") await this.#answer(query, variables);
    const reply = await this.#answer(query, variables);
    if (fault === "lost-reply") return void req.socket.destroy();
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify(reply));
  }

  #serveObject(req: http.IncomingMessage, res: http.ServerResponse, body: Buffer): void {
    if (this.fault(`${req.method} object`, 0) === "lost-request") return void req.socket.destroy();
    if (req.method === "PUT") this.objects.set(req.url!, body);
    const stored = this.objects.get(req.url!);
    if (!stored) res.statusCode = req.url === "/objects/expired" ? 403 : 404;
    const from = Number(/bytes=(\d+)-/.exec(req.headers.range ?? "")?.[1] ?? 0);
    if (from > 0) res.statusCode = 206;
    res.end(req.method === "GET" ? stored?.subarray(from) : undefined);
  }

  #answer(source: string, variableValues: Record<string, unknown>) {
    return graphql({ schema, source, variableValues, rootValue: this.#root });
  }

  #lost = (lease: LeaseInput) => {
    if (lease.leaseEpoch !== this.leaseEpoch) return refusal("FENCED", "Another attempt holds this run.");
    return this.ended || this.released ? refusal("RUN_FINISHED", "This attempt has ended.") : null;
  };

  #root = {
    claimRun: () => ({
      draining: this.draining,
      claim: this.claim && !this.ended ? { ...this.claim, leaseEpoch: this.leaseEpoch, ingestSequence: this.#sequence } : null,
      errors: [],
    }),
    renewLease: ({ input }: Input<LeaseInput>) => ({
      leaseSeconds: 30,
      draining: this.draining,
      requested: this.requested,
      errors: this.#lost(input) ?? [],
    }),
    reportDamagedCheckpoint: ({ input }: Input<LeaseInput & { checkpointId: string }>) => {
      const lost = this.#lost(input);
      if (lost) return { damaged: false, errors: lost };
      this.reportedDamaged.push(input.checkpointId);
      return { damaged: this.onDamaged(input.checkpointId), errors: [] };
    },
    reportProgress: ({ input }: Input<LeaseInput & Report>) => this.#report(input),
    createCheckpointUpload: ({ input }: Input<LeaseInput & Omit<Upload, "id"> & { requestId: string }>) => {
      const lost = this.#lost(input);
      if (lost) return { checkpointId: null, files: [], errors: lost };
      const id = `ckpt-${input.requestId}`;
      if (!this.uploads.some((upload) => upload.id === id))
        this.uploads.push({ id, files: input.files, step: input.step, kinds: input.kinds, committed: false });
      const partSizeBytes = 1000;
      const partsOf = ({ name, sizeBytes }: { name: string; sizeBytes: number }) =>
        Array.from({ length: Math.max(1, Math.ceil(sizeBytes / partSizeBytes)) }, (_, index) => {
          const at = `/objects/${id}/${name}/${index + 1}`;
          const size = Math.min(partSizeBytes, sizeBytes - index * partSizeBytes);
          return { number: index + 1, sizeBytes: size, received: this.objects.get(at)?.length === size, url: `${this.url}${at}` };
        });
      return { checkpointId: id, files: input.files.map((file) => ({ name: file.name, partSizeBytes, parts: partsOf(file) })), errors: [] };
    },
    commitCheckpoint: ({ input }: Input<LeaseInput & { checkpointId: string; afterSequence: number }>) => {
      const lost = this.#lost(input);
      if (lost) return { checkpoint: null, errors: lost };
      if (input.afterSequence > this.#sequence) return { checkpoint: null, errors: refusal("GAP") };
      const upload = this.uploads.find(({ id }) => id === input.checkpointId)!;
      for (const file of upload.files) {
        const parts = [...this.objects]
          .filter(([at]) => at.startsWith(`/objects/${upload.id}/${file.name}/`))
          .toSorted((a, b) => Number(a[0].split("/").at(-1)) - Number(b[0].split("/").at(-1)));
        const bytes = Buffer.concat(parts.map(([, part]) => part));
        if (createHash("sha256").update(bytes).digest("hex") !== file.sha256)
          return { checkpoint: null, errors: refusal("UPLOAD_MISMATCH", file.name) };
      }
      upload.committed = true;
      return { checkpoint: { id: upload.id, kinds: upload.kinds }, errors: [] };
    },
    finishRun: ({ input }: Input<LeaseInput & NonNullable<FakeApi["ended"]>>) => {
      const lost = this.#lost(input);
      if (lost) return { run: null, errors: lost };
      if (input.afterSequence !== this.#sequence) return { run: null, errors: refusal("GAP") };
      this.ended = input;
      return { run: { id: input.runId, status: input.outcome }, errors: [] };
    },
    releaseRun: ({ input }: Input<LeaseInput & NonNullable<FakeApi["released"]>>) => {
      const lost = this.#lost(input);
      if (lost) return { released: false, errors: lost };
      this.released = input;
      return { released: true, errors: [] };
    },
  };

  #report(input: LeaseInput & Report) {
    const answer = {
      accepted: false,
      duplicate: false,
      expectedSequence: null as number | null,
      flushAfterMs: 50,
      requested: this.requested,
      errors: [] as unknown[],
    };
    const lost = this.#lost(input);
    if (lost) return { ...answer, errors: lost };
    if (this.limited > 0) {
      this.limited--;
      return { ...answer, flushAfterMs: 5, errors: refusal("RATE_LIMITED") };
    }
    if (this.forgetFrom !== null && input.sequence > this.forgetFrom) {
      this.#sequence = this.forgetFrom - 1;
      this.forgetFrom = null;
    }
    if (input.sequence <= this.#sequence) return { ...answer, accepted: true, duplicate: true };
    if (input.sequence > this.#sequence + 1) return { ...answer, expectedSequence: this.#sequence + 1, errors: refusal("GAP") };
    this.#sequence = input.sequence;
    if (this.reports.some((report) => report.sequence === input.sequence)) this.doubled++;
    this.reports.push(input);
    for (const { name, steps, values } of input.metrics ?? []) steps.forEach((step, at) => this.points.set(`${name} ${step}`, values[at]!));
    return { ...answer, accepted: true };
  }
}
