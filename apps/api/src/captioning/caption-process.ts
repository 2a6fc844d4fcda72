/** @file The program that holds models and writes captions. It sees pixels and checkpoint folders, and knows no secret. */
import type { CaptionCandidate, Decoding } from "@capstan/captioner/decoding";
import type { DecodedPicture } from "@capstan/dataset/decode-picture";
import { loadCaptioner } from "@capstan/captioner/load-captioner";
import { prepareEngine } from "@capstan/engine/prepare-engine";
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

/** Bytes of weights that may stay in memory, and threads to compute with. */
const [keptBytesMax = 0, threads = 1] = process.argv.slice(2).map(Number);

const engine = await prepareEngine({ threads });
const captioners = new LoadedCaptioners(keptBytesMax, loadCaptioner);

serveParent<CaptionRequest, readonly CaptionCandidate[]>(`${engine.name}: ${engine.device}`, async (request) => {
  const captioner = await captioners.get(request.checkpointId, request.folder, request.weightsBytes);
  return (await captioner.caption(request.picture, request.decoding)).candidates;
});
