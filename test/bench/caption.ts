/**
 * @file Latency of captionImage as a caller sees it, over HTTP with a multipart upload, and the answers to six bad inputs. It asks a
 * platform that runs (`npm start`), found by its local.json.
 *
 *   node test/bench/caption.ts [--calls 200] [--home .capstan]
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { bombPng } from "../support/bomb-png.ts";
import type { Local } from "../../tools/start/seed.ts";

const { values: args } = parseArgs({
  options: { calls: { type: "string", default: "200" }, home: { type: "string", default: process.env.CAPSTAN_HOME ?? ".capstan" } },
});
const QUERY = `mutation ($input: CaptionImageInput!) { captionImage(input: $input) { caption { text latencyMs } errors { code message } } }`;

interface Answer {
  readonly text: string | null;
  readonly latencyMs: number | null;
  readonly code: string | null;
  readonly wallMs: number;
}

async function caption(local: Local, picture: Uint8Array, decoding: object, checkpoint: object = { alias: "demo" }): Promise<Answer> {
  const form = new FormData();
  form.set("operations", JSON.stringify({ query: QUERY, variables: { input: { image: { file: null }, checkpoint, decoding } } }));
  form.set("map", JSON.stringify({ 0: ["variables.input.image.file"] }));
  form.set("0", new Blob([new Uint8Array(picture)]), "picture.jpg");
  const began = performance.now();
  const response = await fetch(`${local.apiUrl}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${local.apiKey}`, "apollo-require-preflight": "true" },
    body: form,
  });
  const { data, errors } = (await response.json()) as {
    data?: { captionImage: { caption: { text: string; latencyMs: number } | null; errors: { code: string }[] } } | null;
    errors?: { extensions: { code: string } }[];
  };
  const wallMs = performance.now() - began;
  const result = data?.captionImage;
  return {
    text: result?.caption?.text ?? null,
    latencyMs: result?.caption?.latencyMs ?? null,
    code: result?.errors[0]?.code ?? errors?.[0]?.extensions.code ?? null,
    wallMs,
  };
}

const quantile = (sorted: readonly number[], q: number): string =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!.toFixed(1);

async function measure(local: Local, pictures: readonly Uint8Array[], name: string, decoding: object): Promise<void> {
  for (const picture of pictures.slice(0, 10)) await caption(local, picture, decoding);
  const [inside, outside]: [number[], number[]] = [[], []];
  for (let i = 0; i < Number(args.calls); i++) {
    const { latencyMs, wallMs, code } = await caption(local, pictures[i % pictures.length]!, decoding);
    if (latencyMs === null) throw new Error(`captionImage answered ${code}`);
    inside.push(latencyMs);
    outside.push(wallMs);
  }
  const [server, caller] = [inside, outside].map((times) => times.toSorted((a, b) => a - b)) as [number[], number[]];
  console.log(
    `${name.padEnd(8)} ${quantile(server, 0.5).padStart(8)} ${quantile(server, 0.99).padStart(8)} ${quantile(caller, 0.5).padStart(8)} ${quantile(caller, 0.99).padStart(8)}`,
  );
}

async function badInputs(local: Local): Promise<void> {
  const jpeg = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#3a7" } })
    .jpeg()
    .toBuffer();
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>');
  const cases: [string, Uint8Array, object?][] = [
    ["wrong type (SVG)", svg],
    ["20 MB", Buffer.alloc(20 * 1024 ** 2, jpeg)],
    ["pixel bomb (900 MP)", bombPng(30_000, 30_000)],
    ["truncated JPEG", jpeg.subarray(0, Math.floor(jpeg.length / 2))],
    ["unknown checkpoint", jpeg, { id: "ckpt_00000000000000000000000000" }],
    ["unknown alias", jpeg, { alias: "nobody-made-this" }],
  ];
  for (const [name, picture, checkpoint] of cases) {
    const { code, wallMs } = await caption(local, picture, { strategy: "GREEDY" }, checkpoint);
    console.log(`${name.padEnd(22)} ${String(code).padEnd(18)} ${wallMs.toFixed(0).padStart(5)} ms`);
  }
}

const home = path.resolve(args.home);
const local = JSON.parse(
  await readFile(path.join(home, "local.json"), "utf8").catch(() => {
    throw new Error(`There is no ${home}/local.json. Start the platform first: npm start`);
  }),
) as Local;
const folder = path.join(home, "demo/test");
const pictures = await Promise.all((await readdir(folder)).slice(0, 50).map((name) => readFile(path.join(folder, name))));
console.log(`${args.calls} calls each, milliseconds\n            server            caller\n              p50      p99      p50      p99`);
await measure(local, pictures, "greedy", { strategy: "GREEDY" });
await measure(local, pictures, "beam 3", { strategy: "BEAM", beamWidth: 3 });
console.log("\nbad inputs");
await badInputs(local);
