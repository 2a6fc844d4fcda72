/** @file The program that holds models and writes captions. It sees pixels and checkpoint folders, and knows no secret. */
import type { CaptionCandidate, Decoding } from "@capstan/captioner/decoding";
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { aboutEngine } from "./about-engine.ts";
import { LoadedCaptioners } from "./loaded-captioners.ts";
import { serveParent } from "../process/serve-parent.ts";

export interface CaptionRequest {
  readonly checkpointId: string;
  /** A verified checkpoint on this machine's disk. */
  readonly folder: string;
  readonly weightsBytes: number;
  readonly picture: DecodedPicture;
  readonly decoding: Decoding;
}

/** Bytes of weights that may stay in memory, threads to compute with, and the precision that was asked for. */
const [keptBytesMax = "0", threads = "1", asked = "fp32"] = process.argv.slice(2);
const precision = asked === "bf16" ? "bf16" : "fp32";

const engine = await prepareEngine({ threads: Number(threads), precision });
const captioners = new LoadedCaptioners(Number(keptBytesMax), loadCaptioner);

serveParent<CaptionRequest, readonly CaptionCandidate[]>(aboutEngine(engine, precision), async (request) => {
  const captioner = await captioners.get(request.checkpointId, request.folder, request.weightsBytes);
  return (await captioner.caption(request.picture, request.decoding)).candidates;
});
