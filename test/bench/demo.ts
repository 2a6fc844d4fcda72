/**
 * @file The promise of the demo, measured: draws scenes, trains the `demo` preset, captions pictures it never saw and counts how
 * many captions are true of the scene as it was drawn.
 *
 *   node test/bench/demo.ts [--folder DIR] [--pictures N] [--engine auto|native|tensorflow|wasm] [--set path=value ...] [--beam W]
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { decodePicture } from "@capstan/dataset/decode-picture";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import type { SceneFile } from "@capstan/dataset/demo/scene";
import { isTrueOf } from "@capstan/dataset/demo/scene-truth";
import { folderSource } from "@capstan/dataset/folder-source";
import { importCoco } from "@capstan/dataset/import-coco";
import { openVersion } from "@capstan/dataset/open-version";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { DiskStore } from "@capstan/storage/disk-store";
import { train } from "@capstan/trainer/train";
import type { TrainerEvent } from "@capstan/trainer/trainer-event";
import { resolveConfig } from "@capstan/training-config/config";

const { values: args } = parseArgs({
  options: {
    folder: { type: "string" },
    pictures: { type: "string", default: "6000" },
    engine: { type: "string", default: "auto" },
    set: { type: "string", multiple: true, default: [] },
    beam: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});

const say = (line: string): void => console.log(line);
const plain = (caption: string): string => caption.toLowerCase().replace(/[\s.]+$/, "");
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const work = await mkdtemp(path.join(os.tmpdir(), "capstan-demo-bench-"));
try {
  const folder = args.folder ?? path.join(work, "data");
  if (args.folder === undefined) {
    const began = performance.now();
    await generateDemo(folder, { pictures: Number(args.pictures) });
    say(`drew ${args.pictures} pictures in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const importing = performance.now();
  const store = new DiskStore({
    root: path.join(work, "objects"),
    baseUrl: "http://127.0.0.1",
    secret: "not a secret: nothing is served here",
  });
  const { manifest, report } = await importCoco({ source: await folderSource(folder), store, prefix: "demo", link: true });
  say(`imported ${report.pictures} pictures in ${((performance.now() - importing) / 1000).toFixed(1)} s`);

  const choice = args.engine as "auto" | "native" | "tensorflow" | "wasm";
  const engine = await prepareEngine({ choice });
  const config = resolveConfig("demo", Object.fromEntries(args.set.map((pair) => parseSetting(pair))));
  const version = openVersion({ manifest, linkedRoot: path.resolve(folder) });
  const began = performance.now();
  const cpu = process.cpuUsage();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  let checkpoint: string | null = null;
  const emit = (event: TrainerEvent): void => {
    if (event.type === "started")
      say(`${event.totalSteps} steps, ${event.parameters} parameters, ${event.engine.name}: ${event.engine.device}`);
    if (event.type === "log") say(`  ${seconds()} ${event.message}`);
    if (event.type === "epoch") {
      const scores = Object.entries(event.scores).map(([name, value]) => `${name} ${value?.toFixed(3)}`);
      say(
        `${seconds()} epoch ${event.epoch}, step ${event.step}: loss ${event.trainLoss?.toFixed(4)}, validation ${event.validationLoss?.toFixed(4)}, ${scores.join(", ")}`,
      );
    }
    if (event.type === "checkpoint") checkpoint = event.folder;
    if (event.type === "failed") throw new Error(`${event.code}: ${event.message} ${event.advice}`);
  };
  await train({
    config,
    version,
    folder: path.join(work, "run"),
    engine,
    emit,
    requested: () => null,
    signal: new AbortController().signal,
  });
  const { user, system } = process.cpuUsage(cpu);
  say(`trained in ${seconds()} of wall clock, ${((user + system) / 1e6).toFixed(1)} s of processor time`);
  if (checkpoint === null) throw new Error("The training wrote no checkpoint.");

  const { scenes } = JSON.parse(await readFile(path.join(folder, "scenes.json"), "utf8")) as SceneFile;
  const sceneOf = new Map(scenes.map((scene) => [`${scene.split}/${scene.fileName}`, scene]));
  const captioner = await loadCaptioner(checkpoint);
  const beamWidth = Number(args.beam);
  const captioning = performance.now();
  const counts = { pictures: 0, true: 0, exact: 0 };
  const failures: string[] = [];
  for (const picture of manifest.pictures.filter(({ split }) => split === "test")) {
    const scene = sceneOf.get(picture.fileName);
    if (!scene) throw new Error(`${picture.fileName} is not among the drawn scenes.`);
    const decoded = await decodePicture(await version.read(picture), captioner.pictureSize);
    const { candidates } = await captioner.caption(decoded, {
      strategy: beamWidth > 1 ? "BEAM" : "GREEDY",
      beamWidth,
      candidates: 1,
      attention: false,
    });
    const { text } = candidates[0]!;
    const judged = isTrueOf(scene, text);
    counts.pictures++;
    if (judged.true) counts.true++;
    if (picture.captions.map(plain).includes(plain(text))) counts.exact++;
    if (!judged.true) failures.push(`  ${picture.fileName}: “${text}” ${judged.because}`);
  }
  say(`captioned ${counts.pictures} unseen pictures in ${((performance.now() - captioning) / 1000).toFixed(1)} s`);
  say(`true of the scene: ${percent(counts.true / counts.pictures)}; equal to a reference: ${percent(counts.exact / counts.pictures)}`);
  if (failures.length > 0) say(`examples of what is not true:\n${failures.slice(0, 8).join("\n")}`);
  captioner.dispose();
  await version.close();
} finally {
  if (args.keep) say(`kept ${work}`);
  else await rm(work, { recursive: true, force: true });
}

/** `optimizer.lr=0.001` as a path and a value of its type. */
function parseSetting(pair: string): [string, string | number | boolean] {
  const [name = "", value = ""] = pair.split("=");
  if (value === "true" || value === "false") return [name, value === "true"];
  return [name, value !== "" && Number.isFinite(Number(value)) ? Number(value) : value];
}
