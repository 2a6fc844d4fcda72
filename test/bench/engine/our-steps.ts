/**
 * @file Our training step in a process of its own, one step for each line read; answers each with a line of JSON. The step is the
 * trainer's.
 *
 *   node our-steps.ts '{"size": {...}, "precision": "fp32", "dropout": 0.1, "threads": 2, "batches": 1, "save": "folder"}'
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { createModel } from "@capstan/captioner/create-model";
import { saveWeights, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import type { Batch } from "@capstan/dataset/batches";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { Optimizer } from "@capstan/trainer/optimizer";
import { groupParameters } from "@capstan/trainer/parameter-groups";
import { applyStep, captionGradients } from "@capstan/trainer/training-step";
import * as tf from "@tensorflow/tfjs-core";
import { batchOf, configOf, type Size, specOf } from "./sizes.ts";

export interface Asked {
  readonly size: Size;
  readonly precision: "fp32" | "bf16";
  readonly engine: "native" | "tensorflow" | "wasm";
  readonly dropout: number;
  readonly threads: number;
  /** So many batches take turns. */
  readonly batches: number;
  /** Folder for the weights and the first batch, as safetensors: what the other side computes the same from. */
  readonly save?: string;
}
/** One line of an answer; the other side's has the same. */
export interface Stepped {
  readonly seconds: number;
  /** Of the processor, all threads together. */
  readonly processor: number;
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly peakBytes: number;
  readonly rssBytes: number;
  /** Only ours. */
  readonly tensors?: number;
  /** Only ours, where garbage may be collected: what JavaScript and the engine hold without it. */
  readonly liveBytes?: number;
}

/** Steps from one collection of garbage to the next. */
const LOOK_EVERY = 50;

function residentBytes(): { peakBytes: number; rssBytes: number } {
  if (process.platform !== "linux") return { peakBytes: process.resourceUsage().maxRSS * 1024, rssBytes: process.memoryUsage.rss() };
  const status = readFileSync("/proc/self/status", "utf8");
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return { peakBytes: of("VmHWM"), rssBytes: of("VmRSS") };
}

async function save(folder: string, model: ReturnType<typeof createModel>, batch: Batch): Promise<void> {
  await saveWeights(model, path.join(folder, "weights.safetensors"));
  await writeSafetensors(
    path.join(folder, "batch.safetensors"),
    new Map([
      ["pixels", { shape: [batch.B, batch.S, batch.S, 3], data: batch.pixels }],
      ["pixelMask", { shape: [batch.B, batch.S, batch.S], data: batch.pixelMask }],
      ["tokens", { shape: [batch.B, batch.T + 1], data: batch.tokens }],
    ]),
  );
}

/** Node collects only when it is started with --expose-gc. */
function liveBytes(): { liveBytes?: number } {
  if (globalThis.gc === undefined) return {};
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return { liveBytes: heapUsed + external };
}

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function main(asked: Asked): Promise<void> {
  const engine = await prepareEngine({ choice: asked.engine, precision: asked.precision, threads: asked.threads });
  const config = configOf(asked.size, asked.dropout);
  const model = createModel(specOf(asked.size), config.schedule.seed);
  const groups = groupParameters(model, config, true);
  const optimizer = new Optimizer(groups.first, 0);
  const stepper = { model, optimizer, config, frozenStages: groups.frozenStages };
  const batches = Array.from({ length: asked.batches }, (_, number) => batchOf(asked.size, number));
  if (asked.save !== undefined) await save(asked.save, model, batches[0]!);
  say({ ready: true, engine, parameters: optimizer.variables.reduce((sum, { size }) => sum + size, 0) });
  let step = 0;
  for await (const _ of createInterface({ input: process.stdin })) {
    step++;
    const [began, processor] = [performance.now(), process.cpuUsage()];
    const found = await captionGradients(stepper, [batches[(step - 1) % batches.length]!], step, 1);
    const { gradientNorm } = await applyStep(stepper, found, step, 1);
    const { user, system } = process.cpuUsage(processor);
    say({
      seconds: (performance.now() - began) / 1000,
      processor: (user + system) / 1e6,
      loss: found.loss,
      gradientNorm,
      ...residentBytes(),
      tensors: tf.memory().numTensors,
      ...(step % LOOK_EVERY === 0 ? liveBytes() : {}),
    } satisfies Stepped);
  }
}

await main(JSON.parse(process.argv[2]!) as Asked);
