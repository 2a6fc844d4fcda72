/** @file Who steps: our engine and PyTorch, each in its two precisions, each in a process of its own. */
import { fileURLToPath } from "node:url";
import { ENGINE_ARGUMENTS } from "@capstan/engine/process-arguments";
import { LineProcess } from "./line-process.ts";
import type { Asked, Stepped } from "./our-steps.ts";
import { PEERS, type PeerPython } from "./python.ts";
import type { Size } from "./sizes.ts";

export interface Contender {
  readonly title: string;
  readonly isOurs: boolean;
  step(): Promise<Stepped>;
  stop(): Promise<void>;
}
export type Precision = "fp32" | "bf16";
export type EngineChoice = Asked["engine"];

export interface StepWishes {
  readonly size: Size;
  readonly threads: number;
  readonly dropout: number;
}

/** Threads that spin while they wait for the others would slow whoever steps after them. */
const environment: NodeJS.ProcessEnv = { ...process.env, OMP_WAIT_POLICY: "passive" };

interface OurReady {
  readonly engine: { readonly device: string; readonly precision: string };
}

/** Ours. Null where this machine has no bf16. */
export async function startOurs(
  { size, threads, dropout }: StepWishes,
  engine: EngineChoice,
  precision: Precision,
  more: { batches?: number; save?: string; collects?: boolean } = {},
): Promise<Contender | null> {
  const asked: Asked = { size, precision, engine, dropout, threads, batches: more.batches ?? 1, ...(more.save ? { save: more.save } : {}) };
  const file = fileURLToPath(new URL("our-steps.ts", import.meta.url));
  const node = [...ENGINE_ARGUMENTS, ...(more.collects ? ["--expose-gc"] : [])];
  const [child, ready] = await LineProcess.start<OurReady>(
    "Our engine",
    process.execPath,
    [...node, file, JSON.stringify(asked)],
    environment,
  );
  const contender = { title: `ours ${precision}`, isOurs: true, step: () => child.ask<Stepped>("step"), stop: () => child.stop() };
  if (ready.engine.precision === precision) return contender;
  await child.stop();
  return null;
}

export async function startPeer(
  python: PeerPython,
  { size, threads, dropout }: StepWishes,
  precision: Precision,
  more: { load?: string; fused?: boolean } = {},
): Promise<Contender> {
  const asked = { size, precision, threads, dropout, fused: more.fused ?? false, ...(more.load ? { load: more.load } : {}) };
  const [child] = await LineProcess.start("PyTorch", python.command, [`${PEERS}train_step.py`, JSON.stringify(asked)], environment);
  const title = `PyTorch ${precision}${more.fused ? ", fused AdamW" : ""}`;
  return { title, isOurs: false, step: () => child.ask<Stepped>("step"), stop: () => child.stop() };
}
