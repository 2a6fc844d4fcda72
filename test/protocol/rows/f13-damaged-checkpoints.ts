/** @file F13: a checkpoint is damaged on the runner's disk or on its way, and is never loaded and never committed. */
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { MANIFEST, verifyCheckpoint, writeCheckpoint, type CheckpointContent } from "@capstan/trainer/checkpoint-folder";
import type { FaultRow, Figure } from "../../faults/support/figure.ts";
import type { Chance } from "../../faults/support/random.ts";
import type { FakeRunner } from "../../support/training-floor.ts";
import { fakeRunners, queueRun } from "./runners-of-pool.ts";

const contentOf = (step: number): CheckpointContent => ({
  step,
  epoch: 0,
  kinds: ["LATEST"],
  validationLoss: 1,
  scores: {},
  intervals: {},
  versions: { capstan: "test" },
  weights: new Map([["w", { shape: [1000], data: Float32Array.from({ length: 1000 }, (_, index) => index / step) }]]),
  optimizer: new Map([["first.w", { shape: [1000], data: new Float32Array(1000).fill(step) }]]),
  texts: { "state.json": JSON.stringify({ step }), "config.json": "{}", "vocab.txt": "[PAD]\n" },
});

/** The bytes of a file with one bit of them turned. */
function flipped(bytes: Buffer, chance: Chance): Buffer {
  const place = Math.floor(chance.between(0, bytes.length));
  const changed = Buffer.from(bytes);
  changed[place] = changed[place]! ^ (1 << Math.floor(chance.between(0, 8)));
  return changed;
}

const DAMAGES: Readonly<Record<string, (folder: string, files: readonly string[], chance: Chance) => Promise<void>>> = {
  "one bit flipped": async (folder, files, chance) => {
    const file = path.join(folder, files[Math.floor(chance.between(0, files.length))]!);
    await writeFile(file, flipped(await readFile(file), chance));
  },
  "a file cut short": async (folder, files, chance) => {
    const file = path.join(folder, files[Math.floor(chance.between(0, files.length))]!);
    await truncate(file, Math.floor(chance.between(0, (await stat(file)).size)));
  },
  "a file longer": async (folder, files, chance) => appendFile(path.join(folder, files[Math.floor(chance.between(0, files.length))]!), "x"),
  "a file gone": async (folder, files, chance) => rm(path.join(folder, files[Math.floor(chance.between(0, files.length))]!)),
  "the manifest gone": async (folder) => rm(path.join(folder, MANIFEST)),
};

const isRefused = (folder: string): Promise<boolean> =>
  verifyCheckpoint(folder).then(
    () => false,
    (error: unknown) => (error as { code?: string }).code === "CHECKPOINT_DAMAGED",
  );

/** Two checkpoints, the newer one damaged: is it refused, and is the older one what a start falls back to? */
async function onDisk(damage: string, chance: Chance): Promise<{ detected: boolean; fellBack: boolean }> {
  const parent = await mkdtemp(path.join(os.tmpdir(), "capstan-f13-"));
  try {
    const older = await writeCheckpoint(parent, contentOf(1));
    const newer = await writeCheckpoint(parent, contentOf(2));
    const files = (await readdir(newer)).filter((name) => name !== MANIFEST).toSorted();
    await DAMAGES[damage]!(newer, files, chance);
    return { detected: await isRefused(newer), fellBack: (await verifyCheckpoint(older)).step === 1 };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

const ON_THE_WAY: Readonly<Record<string, (bytes: Buffer, chance: Chance) => Buffer | null>> = {
  "one bit flipped": flipped,
  "cut short": (bytes, chance) => bytes.subarray(0, Math.floor(chance.between(0, bytes.length))),
  longer: (bytes) => Buffer.concat([bytes, Buffer.from("x")]),
  "never sent": () => null,
};

export const damagedCheckpoints: FaultRow = {
  id: "F13",
  title: "damaged checkpoints",
  async run({ times, chance, platform: getPlatform }): Promise<Figure[]> {
    const n = times(10, 200, 200);
    const [disk, sent] = [
      { detected: 0, fellBack: 0 },
      { refused: 0, resumed: 0 },
    ];
    for (let round = 0; round < n; round++) {
      const { detected, fellBack } = await onDisk(Object.keys(DAMAGES)[round % Object.keys(DAMAGES).length]!, chance);
      disk.detected += Number(detected);
      disk.fellBack += Number(fellBack);
    }
    const platform = await getPlatform();
    const poolId = await platform.createPool("f13");
    const [runner] = (await fakeRunners(platform, poolId, 1)) as [FakeRunner];
    await queueRun(platform, poolId);
    let claim = (await runner.claim())!;
    const uploads = times(4, 40, 200);
    for (let round = 0; round < uploads; round++) {
      const whole = await runner.checkpoint(claim, { step: 2 * round + 1, afterSequence: -1 });
      const spoil = ON_THE_WAY[Object.keys(ON_THE_WAY)[round % Object.keys(ON_THE_WAY).length]!]!;
      const { errors } = await runner.checkpoint(claim, { step: 2 * round + 2, afterSequence: -1, spoil: (bytes) => spoil(bytes, chance) });
      if (errors[0]?.code === "UPLOAD_MISMATCH" || errors[0]?.code === "UPLOAD_INCOMPLETE") sent.refused++;
      await runner.release(claim);
      claim = (await runner.claim())!;
      if (claim.resumeFrom?.checkpointId === whole.id) sent.resumed++;
    }
    await runner.finish(claim, -1, { outcome: "SUCCEEDED" });
    const did = `on disk: ${Object.keys(DAMAGES).join(", ")}`;
    const onItsWay = `on its way to the store: ${Object.keys(ON_THE_WAY).join(", ")}`;
    return [
      { row: "F13", did, n, wanted: `refused before it is loaded ${n}/${n}`, measured: `${disk.detected}/${n}`, pass: disk.detected === n },
      {
        row: "F13",
        did: "the one before it",
        n,
        wanted: `whole, to fall back to ${n}/${n}`,
        measured: `${disk.fellBack}/${n}`,
        pass: disk.fellBack === n,
      },
      {
        row: "F13",
        did: onItsWay,
        n: uploads,
        wanted: `not committed ${uploads}/${uploads}`,
        measured: `${sent.refused}/${uploads}`,
        pass: sent.refused === uploads,
      },
      {
        row: "F13",
        did: "the next claim",
        n: uploads,
        wanted: `goes on from the one before it ${uploads}/${uploads}`,
        measured: `${sent.resumed}/${uploads}`,
        pass: sent.resumed === uploads,
      },
    ];
  },
};
