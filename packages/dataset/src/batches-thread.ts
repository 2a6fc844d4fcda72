/** @file The thread that background-batches.ts starts: reads, decodes, augments and sends batches. */
import { parentPort, workerData } from "node:worker_threads";
import { AppError } from "@capstan/run/error-code";
import { BATCHES_WAITING_MAX, type BatchesOrder, type FromBatchesThread, type ToBatchesThread } from "./background-batches.ts";
import { createBatches } from "./batches.ts";
import { openVersion } from "./open-version.ts";

const port = parentPort!;
const { manifest, place, ...options } = workerData as BatchesOrder;
const batches = createBatches({ ...options, version: openVersion({ manifest, ...place }) });

let current = 0;
/** Batches that may be sent before one is taken. */
let credit = 0;
let onCredit = (): void => undefined;

port.on("message", (message: ToBatchesThread) => {
  if (message.type === "epoch") {
    current = message.stream;
    credit = BATCHES_WAITING_MAX;
    onCredit();
    void send(message.stream, message.epoch, message.fromStep);
  } else if (message.stream === current) {
    credit++;
    onCredit();
  }
});

async function send(stream: number, epoch: number, fromStep: number): Promise<void> {
  try {
    for await (const batch of batches.epoch(epoch, fromStep)) {
      while (stream === current && credit === 0) await new Promise<void>((resolve) => (onCredit = resolve));
      if (stream !== current) return;
      credit--;
      const { pixels, pixelMask, tokens, pictureOfCaption } = batch;
      const buffers = [pixels, pixelMask, tokens, pictureOfCaption].map(({ buffer }) => buffer as ArrayBuffer);
      port.postMessage({ stream, batch } satisfies FromBatchesThread, buffers);
    }
    port.postMessage({ stream, end: true } satisfies FromBatchesThread);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failure = {
      message,
      stack: error instanceof Error ? error.stack : undefined,
      code: error instanceof AppError ? error.code : null,
    };
    port.postMessage({ stream, failure } satisfies FromBatchesThread);
  }
}
