/** The command that brings weights from elsewhere, against the API as it runs: what it says, and that the checkpoint captions. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readSafetensors, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { newId } from "@capstan/run/id";
import { eventsOf, runTraining } from "@capstan/trainer/testing/run-training";
import { smallVersion } from "@capstan/trainer/testing/small-version";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CheckpointSource, fetchSound } from "../../apps/runner/src/local-checkpoints.ts";
import { startTestApi, type TestApi } from "../support/test-api.ts";
import { writeTinyCheckpoint } from "../support/tiny-checkpoint.ts";
import { call, ENGINE, TrainingFloor } from "../support/training-floor.ts";

const CLI = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));
const CANARY = fileURLToPath(new URL("../golden/torch-files/canary.pth", import.meta.url));
let api: TestApi;
let floor: TrainingFloor;
let folder: string;
let capstan: (...args: string[]) => Promise<{ code: number; out: string; stdout: string }>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "capstan-cli-import-"));
  // As `capstan checkpoint download` leaves it.
  await cp(await writeTinyCheckpoint(folder), path.join(folder, "my-captioner"), { recursive: true });
  api = await startTestApi();
  floor = await TrainingFloor.open(api);
  const { secret } = await api.createKey(floor.user, ["WRITE", "CAPTION"]);
  const env = { PATH: process.env.PATH, HOME: folder, CAPSTAN_API_URL: api.url, CAPSTAN_API_KEY: secret };
  capstan = async (...args) => {
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], { env, cwd: folder });
      return { code: 0, out: stdout + stderr, stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout + stderr, stdout };
    }
  };
}, 60_000);
afterAll(async () => {
  await api?.stop();
  await rm(folder, { recursive: true, force: true });
});

it("a downloaded checkpoint is imported with its settings and words, gets its alias, and captions", async () => {
  const { code, out } = await capstan("checkpoint", "import", "my-captioner", "--alias", "mine");
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/Captioner, tiny.*“Imported my-captioner” is the checkpoint ckpt_\w+, alias mine\.\nCaption with it/s),
  ]);
  await writeFile(
    path.join(folder, "a.png"),
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#3a7" } })
      .png()
      .toBuffer(),
  );
  expect(await capstan("caption", "a.png", "--checkpoint", "mine")).toMatchObject({ code: 0 });
});

it("a file alone wants its vocabulary; a dry run says what is in it and sends nothing", async () => {
  const file = path.join("my-captioner", "weights.safetensors");
  await cp(path.join(folder, file), path.join(folder, "weights.st"));
  expect(await capstan("checkpoint", "import", "weights.st")).toMatchObject({
    code: 1,
    out: expect.stringContaining("Give the vocab.txt that they were trained with"),
  });
  const before = await api.database.query("SELECT id FROM uploads");
  const args = ["checkpoint", "import", "weights.st", "--vocabulary", "my-captioner/vocab.txt", "--preset", "demo"];
  const { code, out } = await capstan(...args, "--dry-run");
  expect([code, out]).toEqual([0, expect.stringMatching(/model\.hiddenDim\s+32.*missing\s+0.*It fits\. Nothing was sent\./s)]);
  expect(await api.database.query("SELECT id FROM uploads")).toEqual(before);
  const answer = JSON.parse((await capstan(...args, "--json")).stdout) as { id: string; files: { name: string }[] };
  expect(answer.files.map(({ name }) => name)).toContain("vocab.txt");
});

it("a contradicting setting and a file that would run something are refused, and say why", async () => {
  const wrong = await capstan("checkpoint", "import", "my-captioner", "--set", "model.hiddenDim=64");
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining("model.hiddenDim is 32 in these weights, not 64") });
  expect(await capstan("checkpoint", "import", CANARY)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/asks for “(posix|os|nt)\.system”/),
  });
});

it("a run starts from an imported backbone, frozen as its settings say: from the file to the run's own checkpoint", async () => {
  const body = "backbone.0.body.";
  const backbone = [...(await readSafetensors(path.join(folder, "my-captioner", "weights.safetensors")))].filter(([name]) =>
    name.startsWith(body),
  );
  // Under torchvision's names, with its classifier.
  const file = new Map([
    ...backbone.map(([name, tensor]) => [name.slice(body.length), tensor] as const),
    ["fc.bias", { shape: [2], data: new Float32Array(2) }] as const,
  ]);
  await writeSafetensors(path.join(folder, "tiny-resnet.safetensors"), file);
  const { out } = await capstan("checkpoint", "import", "tiny-resnet.safetensors", "--alias", "backbone");
  expect(out).toMatch(/Backbone tiny.*Start a run from it: capstan train --checkpoint backbone.*the classifier/s);

  const { team } = await floor.user.client.data<{ team: { aliases: { name: string; checkpoint: { id: string } }[] } }>(
    "{ team { aliases { name checkpoint { id } } } }",
  );
  const initialCheckpointId = team.aliases.find(({ name }) => name === "backbone")!.checkpoint.id;
  await floor.createRun({ initialCheckpointId });
  const { client } = await floor.runner();
  const { claim } = await call<{ claim: { initialWeights: CheckpointSource } }>(
    client,
    "claimRun",
    { requestId: newId("run"), version: "test", host: "here", engine: ENGINE },
    "claim { initialWeights { checkpointId step files { name sizeBytes sha256 url } } }",
  );
  const initialWeights = await fetchSound(claim.initialWeights, path.join(folder, "fetched"), new AbortController().signal);

  const events = await runTraining({
    version: await smallVersion({ train: 8, val: 2, test: 0 }),
    engine: await prepareEngine({ choice: "wasm" }),
    folder: path.join(folder, "run"),
    initialWeights,
    // The backbone's widths are its own; the rest is as small as it likes.
    overrides: { "optimizer.lrBackbone": 0, "schedule.epochs": 1, "text.vocabulary": "imported" },
  });
  const said = eventsOf(events, "log")
    .map(({ message }) => message)
    .join(" ");
  expect(said).toMatch(/learned from the training captions.*Took \d+ weights to start from/s);
  const written = await readSafetensors(path.join(eventsOf(events, "checkpoint").at(-1)!.folder, "weights.safetensors"));
  for (const [name, tensor] of backbone) if (!/running_/.test(name)) expect(written.get(name), name).toEqual(tensor);
});
