/** @file The engine that runs wherever Node runs: TensorFlow.js's WebAssembly backend, with SIMD, on one core. */
import path from "node:path";
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { replaceBatchMatMul } from "./kernels/batch-mat-mul.ts";
import { replaceSum } from "./kernels/sum.ts";
import { replaceTranspose } from "./kernels/transpose.ts";

const BINARIES = path.dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));

let prepared = false;

function prepare(): void {
  if (prepared) {
    return;
  }
  prepared = true;
  setWasmPaths(`${BINARIES}${path.sep}`);
  setThreadsCount(1);
  replaceTranspose();
  replaceSum();
  replaceBatchMatMul();
}

/** Makes wasm the current backend. Throws when WebAssembly is not to be had. */
export async function startWasm(): Promise<void> {
  prepare();
  if (!(await tf.setBackend("wasm"))) {
    throw new Error("The wasm engine could not start: WebAssembly is not available in this Node.");
  }
  await tf.ready();
}
