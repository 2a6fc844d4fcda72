/**
 * @file Our trainer in a process of its own, halted before each step until a line is read; answers with a line of JSON after it.
 * It is the whole trainer: reading, decoding and augmenting photos, the step, and what it says.
 *
 *   node our-training.ts '{"settings": {...}, "engine": "native", "precision": "bf16", "threads": 2, "photos": {...}, "work": "...", "imported": true}'
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { createModel } from "@capstan/captioner/create-model";
import { modelSpecOf } from "@capstan/captioner/model-spec";
import { stateDictOf, writeSafetensors } from "@capstan/captioner/weights/weights-file";
import { parseManifest } from "@capstan/dataset/manifest";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { parseVocabulary } from "@capstan/tokenizer/vocabulary";
import { train } from "@capstan/trainer/train";
import { resolveConfig, type TrainingConfig } from "@capstan/training-config/config";
import type { Photos } from "./photos.ts";

export interface Asked {
  /** What is changed of the preset. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly engine: "native" | "tensorflow" | "wasm";
  readonly precision: "fp32" | "bf16";
  readonly threads: number;
  readonly photos: Photos;
  readonly work: string;
  /** With the photos' vocabulary instead of one learned from their captions. */
  readonly imported: boolean;
}
export interface Trained {
  readonly seconds: number;
  readonly captions: number;
  /** Of those seconds. */
  readonly waitedSeconds: number;
  readonly loss: number | null;
}

/** Random weights that stand for pretrained ones: without any, the trainer would freeze nothing and so do more than CATR. */
async function writeBackbone(config: TrainingConfig, file: string): Promise<void> {
  const model = createModel(modelSpecOf(config, { pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"], padId: 0, clsId: 2, sepId: 3 }), 1);
  const weights = await stateDictOf(model);
  model.dispose();
  await writeSafetensors(file, new Map([...weights].filter(([name]) => name.startsWith("backbone."))));
}

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function main(asked: Asked): Promise<void> {
  const engine = await prepareEngine({ choice: asked.engine, precision: asked.precision, threads: asked.threads });
  const config = resolveConfig("capstan", { "checkpoint.save": false, "checkpoint.logStep": 1_000_000, ...asked.settings });
  const backbone = path.join(asked.work, `${config.model.backbone}.safetensors`);
  await writeBackbone(config, backbone);
  const vocabulary = asked.imported ? { vocabulary: parseVocabulary(await readFile(asked.photos.vocabularyFile, "utf8")) } : {};
  const version = openVersion({
    manifest: parseManifest(await readFile(asked.photos.manifestFile, "utf8")),
    linkedRoot: asked.photos.root,
  });
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const abort = new AbortController();
  let began = 0;
  /** Until the next step is asked for; the trainer waits meanwhile. */
  const halt = async (): Promise<void> => {
    if ((await lines.next()).done) abort.abort(new Error("The measurement is over."));
    began = performance.now();
  };
  await train({
    config,
    version,
    ...vocabulary,
    folder: path.join(asked.work, `run-${process.pid}`),
    initialWeights: backbone,
    engine,
    requested: () => null,
    signal: abort.signal,
    emit: async (event) => {
      if (event.type === "failed") throw new Error(`${event.message} ${event.advice}`);
      if (event.type === "started") say({ ready: true, engine, parameters: event.parameters });
      if (event.type === "log" && event.level === "warning") process.stderr.write(`${event.message}\n`);
      if (event.type === "step") {
        const seconds = (performance.now() - began) / 1000;
        say({
          seconds,
          captions: config.optimizer.batchSize * config.text.captionsPerPicture,
          waitedSeconds: (event.values["dataWaitMs"] ?? 0) / 1000,
          loss: event.values["loss"] ?? null,
        } satisfies Trained);
      }
      if (event.type === "started" || event.type === "step") await halt();
    },
  });
  await version.close();
}

await main(JSON.parse(process.argv[2]!) as Asked);
