/**
 * @file Captions trained per second: our `capstan` preset, the same with CATR's own model, and CATR as shipped in PyTorch where a
 * Python that has it is found (CAPSTAN_PEER_PYTHON, or python3). The same photos, read and decoded by each side, in turns.
 *
 *   node test/bench/train.ts [--turns 2] [--steps 5] [--pictures 8] [--captions 8] [--precision bf16|fp32] [--engine native|tensorflow|wasm]
 *     [--threads N] [--coco DIR] [--vocabulary FILE] [--only preset|same|catr ...] [--json]
 *
 * Also the share of a step that waited for data: of the steps of a turn that come after what was read while the other side had its
 * turn. Goals: 8 times CATR's captions per second; under 2 % of waiting. A COCO folder is looked for in ../shared/data/coco-mini.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BATCHES_WAITING_MAX } from "@capstan/dataset/background-batches";
import { LineProcess } from "./engine/line-process.ts";
import { printTable, say } from "./engine/print.ts";
import { findPeerPython, NO_TORCH, PEERS } from "./engine/python.ts";
import type { Asked, Trained } from "./train/our-training.ts";
import { preparePhotos } from "./train/photos.ts";

const SHARED = path.resolve(import.meta.dirname, "../../../shared/data");
const { values: args } = parseArgs({
  options: {
    turns: { type: "string", default: "2" },
    steps: { type: "string", default: "5" },
    pictures: { type: "string", default: "8" },
    captions: { type: "string", default: "8" },
    precision: { type: "string", default: "bf16" },
    engine: { type: "string", default: "native" },
    threads: { type: "string", default: String(os.availableParallelism()) },
    coco: { type: "string", default: path.join(SHARED, "coco-mini") },
    vocabulary: { type: "string", default: path.join(SHARED, "bert/vocab.txt") },
    only: { type: "string", multiple: true, default: ["preset", "same", "catr"] },
    json: { type: "boolean", default: false },
  },
});
const [turns, steps, pictures, threads] = [Number(args.turns), Number(args.steps), Number(args.pictures), Number(args.threads)];
const environment = { ...process.env, OMP_WAIT_POLICY: "passive" };
const GOALS = { ratio: 8, waiting: 0.02 };
/** CATR's loader has eight; more than there are processors would only take turns. */
const WORKERS_MAX = 8;

/** What ours changes of the preset, and with which words. */
const OURS = {
  preset: { title: "capstan preset", imported: false, settings: {} },
  same: {
    title: "capstan preset with CATR's model",
    imported: true,
    settings: { "model.backbone": "resnet101", "model.dilation": true, "model.encoderLayers": 6 },
  },
} as const;
/** What differs, for whoever reads the ratio. */
const DIFFERENCES = [
  "CATR: ResNet-101 dilated, 6 + 6 layers, 30,522 pieces, 299 pixels; one caption a picture, 128 positions, padding in the loss, fp32.",
  "capstan preset: ResNet-50 not dilated, 3 + 6 layers, a vocabulary learned from the captions, 299 pixels; five captions a picture that is encoded once,",
  "  positions trimmed to the batch's longest caption, padding left out of the loss, label smoothing, crop and jitter as augmentation.",
  "capstan preset with CATR's model: that, with CATR's backbone, dilation, layers and vocabulary: the same 84 million weights.",
  "On both sides the stem and the first stage are frozen, the rest trains: AdamW, clipping, dropout 0.1.",
];

interface Contender {
  readonly title: string;
  readonly isCatr: boolean;
  readonly batch: string;
  readonly parameters: number;
  readonly found: Trained[];
  /** Of the steps whose data could not have been read during the other side's turn. */
  readonly afterHead: Trained[];
  step(): Promise<Trained>;
}

const processes: LineProcess[] = [];
const contenders: Contender[] = [];
const work = await mkdtemp(path.join(os.tmpdir(), "capstan-bench-train-"));
try {
  const photos = await preparePhotos(work, args.coco, args.vocabulary);
  say(photos.about);
  for (const line of DIFFERENCES) say(line);
  for (const [name, { title, imported, settings }] of Object.entries(OURS)) {
    if (!args.only.includes(name)) continue;
    const asked: Asked = {
      settings: { ...settings, "optimizer.batchSize": pictures, "schedule.epochs": 100 },
      engine: args.engine as "native",
      precision: args.precision as "bf16",
      threads,
      photos,
      work,
      imported,
    };
    const file = fileURLToPath(new URL("train/our-training.ts", import.meta.url));
    const [child, ready] = await LineProcess.start<{ engine: { precision: string }; parameters: number }>(
      "Our trainer",
      process.execPath,
      [file, JSON.stringify(asked)],
      environment,
    );
    processes.push(child);
    const step = () => child.ask<Trained>("step");
    contenders.push({
      title: `${title}, ${ready.engine.precision}`,
      isCatr: false,
      batch: `${pictures} x 5`,
      parameters: ready.parameters,
      found: [],
      afterHead: [],
      step,
    });
  }
  const python = findPeerPython();
  if (python === null) say(NO_TORCH);
  else if (args.only.includes("catr")) {
    const asked = {
      captions: photos.captionsFile,
      batch: Number(args.captions),
      threads,
      workers: Math.min(WORKERS_MAX, os.availableParallelism()),
    };
    const [child, ready] = await LineProcess.start<{ parameters: number }>(
      "PyTorch",
      python.command,
      [`${PEERS}train_photos.py`, JSON.stringify(asked)],
      environment,
    );
    processes.push(child);
    const step = () => child.ask<Trained>("step");
    contenders.push({
      title: `CATR as shipped, PyTorch ${python.version} fp32`,
      isCatr: true,
      batch: `${args.captions} x 1`,
      parameters: ready.parameters,
      found: [],
      afterHead: [],
      step,
    });
  }
  // First steps build kernels and fill pools.
  for (const contender of contenders) for (let i = 0; i < 2; i++) await contender.step();
  for (let turn = 0; turn < turns; turn++)
    for (const { found, afterHead, step } of contenders)
      for (let i = 0; i < steps; i++) {
        const trained = await step();
        found.push(trained);
        if (i >= BATCHES_WAITING_MAX) afterHead.push(trained);
      }
} finally {
  for (const child of processes) await child.stop();
  await rm(work, { recursive: true, force: true });
}

const sum = (found: readonly Trained[], of: (one: Trained) => number): number => found.reduce((total, one) => total + of(one), 0);
const rate = ({ found }: Contender): number => sum(found, ({ captions }) => captions) / sum(found, ({ seconds }) => seconds);
const waiting = ({ afterHead }: Contender): number => sum(afterHead, (one) => one.waitedSeconds) / sum(afterHead, ({ seconds }) => seconds);
const catr = contenders.find(({ isCatr }) => isCatr);
const rows = contenders.map((contender) => ({
  contender: contender.title,
  parameters: contender.parameters,
  batch: contender.batch,
  captionsPerSecond: rate(contender),
  secondsPerStep: sum(contender.found, ({ seconds }) => seconds) / contender.found.length,
  waitingShare: contender.afterHead.length > 0 ? waiting(contender) : null,
  timesCatr: catr ? rate(contender) / rate(catr) : null,
}));
if (args.json) say(JSON.stringify({ turns, steps, rows }, null, 2));
else
  printTable(
    [`${turns} turns of ${steps} steps each`, "weights", "pictures x captions", "captions/s", "s a step", "waiting for data", "times CATR"],
    rows.map((row) => [
      row.contender,
      `${(row.parameters / 1e6).toFixed(1)} M`,
      row.batch,
      row.captionsPerSecond.toFixed(2),
      row.secondsPerStep.toFixed(2),
      row.waitingShare === null ? "-" : `${(100 * row.waitingShare).toFixed(2)} %`,
      row.timesCatr === null ? "-" : `${row.timesCatr.toFixed(1)} x`,
    ]),
  );
say(`Goals: ${GOALS.ratio} times CATR's captions per second, under ${100 * GOALS.waiting} % of a step waiting for data.`);
