/** @file Our weights in PyTorch and PyTorch's here: the same names, and the same logits from the same numbers. Skipped without PyTorch. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { formatVocabulary, vocabularyOf } from "@capstan/tokenizer/vocabulary";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPeerPython, PEERS } from "../../../../test/bench/engine/python.ts";
import { CATR_SPEC } from "../../../../test/support/catr-size.ts";
import type { CaptionModel } from "../caption-model.ts";
import { createModel } from "../create-model.ts";
import { INFERENCE } from "../forward-context.ts";
import { uniformAt } from "../initial-values.ts";
import { modelSpecOf } from "../model-spec.ts";
import { openFile } from "./byte-source.ts";
import { importedWeights } from "./import/imported-files.ts";
import { planImport, refuseDifferences } from "./import/plan-import.ts";
import { captionerTensors, type CaptionerShape } from "./import/tensor-names.ts";
import { formatSafetensors, parseSafetensors } from "./safetensors.ts";
import { openWeightFile } from "./weight-file.ts";
import { loadWeights, readSafetensors, saveWeights } from "./weights-file.ts";

const python = findPeerPython();
if (!python)
  console.log("Weights are not compared with PyTorch: no Python with torch and safetensors. Set CAPSTAN_PEER_PYTHON to one that has them.");

const [B, S, H, T, V] = [2, 64, 48, 7, 60];
/** Float32 sums in another order, through a ResNet-50 and three layers, relative to the largest logit. */
const TOLERANCE = 1e-4;
const vocabulary = formatVocabulary(
  vocabularyOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...Array.from({ length: V - 4 }, (_, i) => `w${i}`)]),
);
const overrides = { "model.backbone": "resnet50", "model.dilation": true, "model.heads": 4 } as const;
const spec: CaptionerShape = {
  backbone: "resnet50",
  dilation: true,
  positionEmbedding: "sine",
  hiddenDim: 32,
  encoderLayers: 1,
  decoderLayers: 2,
  feedForwardDim: 64,
  headDim: 512,
  maxPositions: 10,
  vocabularySize: V,
};
const pythonSpec = {
  backbone: "resnet50",
  dilation: true,
  width: 32,
  heads: 4,
  inner: 64,
  encoder_layers: 1,
  decoder_layers: 2,
  pieces: V,
  positions: 10,
  head: 512,
};

const images = Float32Array.from({ length: B * 3 * S * S }, (_, i) => (Math.floor(i / S) % S < H ? uniformAt(1, i) : 0));
const padding = Uint8Array.from({ length: B * S * S }, (_, i) => (Math.floor(i / S) % S < H ? 0 : 1));
/** [CLS], words, [SEP], padding; the second caption is shorter. */
const ids = Int32Array.from([2, 9, 8, 7, 50, 11, 3, 2, 30, 31, 3, 0, 0, 0]);

describe.runIf(python)(
  "with PyTorch",
  () => {
    // Not made here: where the tests are skipped nothing would remove it.
    let folder: string;
    const place = (name: string): string => path.join(folder, name);
    let model: CaptionModel;
    let ours: Float32Array;

    const logits = (): Float32Array =>
      tf.tidy(() => {
        const pixels = tf.transpose(tf.tensor4d(images, [B, 3, S, S]), [0, 2, 3, 1]);
        const encoded = model.encode({ pixels, pixelMask: padding, height: S, width: S }, INFERENCE);
        const tokens = new Int32Array(B * (T + 1));
        for (let b = 0; b < B; b++) tokens.set(ids.subarray(b * T, (b + 1) * T), b * (T + 1));
        return model.decodeLogits(encoded, { data: tokens, N: B, T }, INFERENCE).dataSync<"float32">();
      });
    const logitsIn = async (name: string): Promise<Float32Array> =>
      (await readSafetensors(place(name))).get("logits")!.data as Float32Array;
    const expectTheSame = (what: string, found: Float32Array, expected: Float32Array): void => {
      expect(found.length).toBe(expected.length);
      const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      console.log(
        `${what}: the logits differ by ${(worst / size).toExponential(1)} of the largest (${size.toFixed(2)}) at most, over ${found.length}.`,
      );
      expect(worst / size).toBeLessThan(TOLERANCE);
    };

    beforeAll(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), "capstan-pytorch-"));
      await prepareEngine();
      model = createModel({ ...spec, heads: 4, padId: 0, clsId: 2, sepId: 3 }, 3);
      // Norms as training leaves them: their defaults would hide a mistake.
      for (const { name, variable } of model.parameters.values()) {
        if (!/bn\d\.|downsample\.1\./.test(name)) continue;
        const [centre, scale] = name.endsWith("running_var")
          ? [1, 0.1]
          : name.endsWith("weight")
            ? [name.includes("bn3") ? 0.2 : 1, 0.1]
            : [0, 0.05];
        const values = Float32Array.from({ length: variable.size }, (_, i) => centre + scale * uniformAt(name.length, i));
        tf.tidy(() => variable.assign(tf.tensor1d(values)));
      }
      model.weightsChanged();
      ours = logits();
      await saveWeights(model, place("ours.safetensors"));
      const told = new Map([
        ["images", { shape: [B, 3, S, S], data: images }],
        ["padding", { shape: [B, S, S], data: padding }],
        ["ids", { shape: [B, T], data: ids }],
        ["id_padding", { shape: [B, T], data: Uint8Array.from(ids, (id) => (id === 0 ? 1 : 0)) }],
      ] as const);
      writeFileSync(place("input.safetensors"), Buffer.concat(formatSafetensors(told)));
      writeFileSync(place("spec.json"), JSON.stringify(pythonSpec));
      const ran = spawnSync(python!.command, [path.join(PEERS, "weights_both_ways.py"), folder], { encoding: "utf8" });
      expect(ran.status, ran.stderr).toBe(0);
    }, 300_000);
    afterAll(() => {
      model?.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    test("CATR at full size has the 716 names and shapes that we write", () => {
      const names = JSON.parse(readFileSync(place("names.json"), "utf8")) as Record<string, number[]>;
      expect(Object.keys(names)).toHaveLength(716);
      expect(Object.fromEntries([...captionerTensors(CATR_SPEC)].sort())).toEqual(Object.fromEntries(Object.entries(names).sort()));
    });

    test("load_state_dict(strict=True) takes our safetensors, and gets our logits", async () => {
      expectTheSame("our weights in PyTorch", await logitsIn("ours-logits.safetensors"), ours);
    });

    test.each(["theirs.pth", "theirs-legacy.pth", "theirs.safetensors"])(
      "%s is imported, and gets PyTorch's logits",
      async (name) => {
        const source = await openFile(place(name));
        const file = await openWeightFile(source);
        const plan = planImport(file, { vocabulary, overrides });
        refuseDifferences(plan);
        expect(modelSpecOf(plan.config!, plan.vocabulary!)).toEqual({ ...model.spec });
        const pieces: Uint8Array[] = [];
        for await (const piece of importedWeights(file, plan).pieces()) pieces.push(piece);
        await source.close();
        writeFileSync(place("imported.safetensors"), Buffer.concat(pieces));
        await loadWeights(model, place("imported.safetensors"));
        expectTheSame(`PyTorch's ${name} here`, logits(), await logitsIn("theirs-logits.safetensors"));
        // Bit for bit, too.
        expect(parseSafetensors(Buffer.concat(pieces)).get("input_proj.weight")).toEqual(
          (await readSafetensors(place("theirs.safetensors"))).get("input_proj.weight"),
        );
      },
      60_000,
    );
  },
  300_000,
);
