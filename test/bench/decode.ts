/**
 * @file A caption of so many tokens by CATR's full-size model, warm: ours with cached keys and values, ours running everything again
 * for each token as predict.py does, and predict.py's way in PyTorch where a Python that has it is found (CAPSTAN_PEER_PYTHON, or
 * python3). Same random weights, same picture, in turns.
 *
 *   node test/bench/decode.ts [--rounds 5] [--tokens 12] [--threads N] [--engine native|tensorflow|wasm] [--precision fp32|bf16 ...] [--json]
 *
 * Times are from a decoded picture's pixels to tokens. Goals: at least 10 times faster than running everything again, and 30 times
 * faster than PyTorch.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeSafetensors } from "@capstan/captioner/weights/weights-file";
import { decodePicture } from "@capstan/dataset/decode-picture";
import { fillPixels } from "@capstan/dataset/fill-pixels";
import sharp from "sharp";
import type { Asked, Captioned } from "./decode/our-captions.ts";
import { CATR_SIDE } from "../support/catr-size.ts";
import { LineProcess } from "./engine/line-process.ts";
import { median, printTable, say } from "./engine/print.ts";
import { findPeerPython, NO_TORCH, PEERS } from "./engine/python.ts";

const { values: args } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    tokens: { type: "string", default: "12" },
    threads: { type: "string", default: String(os.availableParallelism()) },
    engine: { type: "string", default: "native" },
    precision: { type: "string", multiple: true, default: ["fp32", "bf16"] },
    json: { type: "boolean", default: false },
  },
});
const [rounds, tokens, threads] = [Number(args.rounds), Number(args.tokens), Number(args.threads)];
const environment = { ...process.env, OMP_WAIT_POLICY: "passive" };
/** Each way is warmed up for so long, with one caption at least: code that runs often is compiled better. */
const WARM_UP_MS = 3000;
const GOALS = { again: 10, torch: 30 };

/** What is timed: a line for the table, a word for the process. */
const WAYS = {
  greedy: "cached, greedy",
  beam: "cached, beam 3",
  square: "cached, greedy, padded to the square as in training",
  again: "everything again for each token",
} as const;
type Way = keyof typeof WAYS;

interface Contender {
  readonly title: string;
  readonly way: Way | "torch";
  readonly precision: string;
  readonly found: Captioned[];
  caption(): Promise<Captioned>;
}

/** A picture of 640 x 480 pixels with something of every size in it, as the model takes it. */
async function writePicture(folder: string): Promise<string> {
  const [width, height] = [640, 480];
  const at = (x: number, y: number, c: number): number =>
    128 + 60 * Math.sin(x / (9 + 20 * c)) * Math.cos(y / 31) + 60 * Math.sin((x * y) / (4000 + 999 * c));
  const raw = Uint8Array.from({ length: width * height * 3 }, (_, i) => at(Math.floor(i / 3) % width, Math.floor(i / (3 * width)), i % 3));
  const jpeg = await sharp(raw, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const picture = await decodePicture(jpeg, CATR_SIDE);
  const square = new Float32Array(CATR_SIDE * CATR_SIDE * 3);
  fillPixels(picture, CATR_SIDE, "half", square, new Uint8Array(CATR_SIDE * CATR_SIDE));
  // The longer side is the square's: the picture's rows are the square's first.
  const data = square.subarray(0, picture.height * CATR_SIDE * 3);
  await writeSafetensors(
    path.join(folder, "picture.safetensors"),
    new Map([["pixels", { shape: [1, picture.height, CATR_SIDE, 3], data }]]),
  );
  return `${picture.width} x ${picture.height}`;
}

const processes: LineProcess[] = [];
const contenders: Contender[] = [];
const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-bench-decode-"));
try {
  const size = await writePicture(folder);
  for (const [i, precision] of args.precision.entries()) {
    const asked: Asked = { precision: precision as "fp32", engine: args.engine as "native", threads, tokens, folder, save: i === 0 };
    const file = fileURLToPath(new URL("decode/our-captions.ts", import.meta.url));
    const [child, ready] = await LineProcess.start<{ engine: { device: string; precision: string }; parameters: number }>(
      "Our engine",
      process.execPath,
      [file, JSON.stringify(asked)],
      environment,
    );
    processes.push(child);
    if (i === 0) say(`${ready.parameters} weights on ${ready.engine.device}; a picture of ${size} pixels; captions of ${tokens} tokens`);
    if (ready.engine.precision !== precision) {
      say(`${precision} is left out: this engine or processor has none.`);
      continue;
    }
    for (const way of Object.keys(WAYS) as Way[])
      contenders.push({ title: `ours ${precision}, ${WAYS[way]}`, way, precision, found: [], caption: () => child.ask<Captioned>(way) });
  }
  const python = findPeerPython();
  if (python === null) say(NO_TORCH);
  else {
    const [child] = await LineProcess.start(
      "PyTorch",
      python.command,
      [`${PEERS}predict.py`, JSON.stringify({ folder, tokens, threads })],
      environment,
    );
    processes.push(child);
    contenders.push({
      title: `PyTorch ${python.version} fp32, as predict.py`,
      way: "torch",
      precision: "fp32",
      found: [],
      caption: () => child.ask<Captioned>("caption"),
    });
  }
  for (const contender of contenders) {
    const began = performance.now();
    do await contender.caption();
    while (performance.now() - began < WARM_UP_MS);
  }
  for (let round = 0; round < rounds; round++) for (const contender of contenders) contender.found.push(await contender.caption());
} finally {
  for (const child of processes) await child.stop();
  await rm(folder, { recursive: true, force: true });
}

const secondsOf = (contender: Contender): number => median(contender.found.map(({ seconds }) => seconds));
const against = (contender: Contender, way: Contender["way"], precision: string): number | null => {
  const other = contenders.find((one) => one.way === way && one.precision === precision);
  return other ? secondsOf(other) / secondsOf(contender) : null;
};
const times = (ratio: number | null): string => (ratio === null ? "-" : `${ratio.toFixed(1)} x`);
const reference = contenders.find(({ way }) => way === "torch") ?? contenders.find(({ way }) => way === "again");
const isSame = ({ found }: Contender): string => (found[0]!.ids.join() === reference?.found[0]!.ids.join() ? "same" : "other");
const rows = contenders.map((contender) => ({
  contender: contender.title,
  medianSeconds: secondsOf(contender),
  encodeSeconds: median(contender.found.map(({ encodeSeconds }) => encodeSeconds)),
  fasterThanAgain: against(contender, "again", contender.precision),
  fasterThanTorch: against(contender, "torch", "fp32"),
  tokens: isSame(contender),
}));
if (args.json) say(JSON.stringify({ rounds, tokens, rows }, null, 2));
else
  printTable(
    [`median of ${rounds}, in turns`, "s", "of that encoding", "faster than again", "than PyTorch", `tokens as ${reference?.title ?? "-"}`],
    rows.map((row) => [
      row.contender,
      row.medianSeconds.toFixed(3),
      row.encodeSeconds > 0 ? row.encodeSeconds.toFixed(3) : "-",
      times(row.fasterThanAgain),
      times(row.fasterThanTorch),
      row.tokens,
    ]),
  );
for (const greedy of contenders.filter(({ way }) => way === "greedy")) {
  const [again, torch] = [against(greedy, "again", greedy.precision), against(greedy, "torch", "fp32")];
  say(
    `${greedy.title}: ${times(again)} faster than again (goal ${GOALS.again}), ${times(torch)} faster than PyTorch (goal ${GOALS.torch})`,
  );
}
