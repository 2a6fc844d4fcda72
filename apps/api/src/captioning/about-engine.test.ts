import type { EngineSummary } from "@capstan/engine/engine-summary";
import { expect, test } from "vitest";
import { aboutEngine } from "./about-engine.ts";

const NATIVE: EngineSummary = { name: "native", device: "2 CPU threads (oneDNN 2.6.3)", precision: "bf16", threads: 2, notUsed: [] };
const WASM: EngineSummary = { name: "wasm", device: "1 CPU thread (WebAssembly SIMD)", precision: "fp32", threads: 1, notUsed: [] };

test("the log names the engine and what it computes in, and says when that is not what was asked for", () => {
  expect(aboutEngine(NATIVE, "bf16")).toBe("native: 2 CPU threads (oneDNN 2.6.3), bf16");
  expect(aboutEngine(WASM, "fp32")).toBe("wasm: 1 CPU thread (WebAssembly SIMD), fp32");
  expect(aboutEngine(WASM, "bf16")).toBe(
    "wasm: 1 CPU thread (WebAssembly SIMD), fp32 (CAPTION_PRECISION=bf16 was asked for, which this engine cannot compute here)",
  );
});
