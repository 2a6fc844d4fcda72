/** @file RunEngine: what computes on a runner, as it says itself. */
import { z } from "zod";
import { builder } from "../schema/builder.ts";

const Engine = z.object({
  name: z.string(),
  device: z.string(),
  precision: z.string(),
  threads: z.number(),
  notUsed: z.array(z.string()),
  parameters: z.number().default(0),
});
export type RunEngine = z.infer<typeof Engine>;

/** The stored engine; null when the runner has not said. */
export const parseEngine = (stored: unknown): RunEngine | null => (stored === null || stored === undefined ? null : Engine.parse(stored));

export const RunEngineRef = builder.objectRef<RunEngine>("RunEngine").implement({
  description: "What computes: the engine that a runner chose, and why not a faster one.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "native, tensorflow or wasm." }),
    device: t.exposeString("device", { description: "The processor or GPU." }),
    precision: t.exposeString("precision", { description: "fp32 or bf16." }),
    threads: t.exposeInt("threads", { description: "Threads that compute." }),
    notUsed: t.stringList({ description: "Why each better engine is not used: one sentence each.", resolve: (engine) => engine.notUsed }),
    parameters: t.field({
      type: "SafeInt",
      description: "Of the model; 0 before a model was made.",
      resolve: (engine) => engine.parameters,
    }),
  }),
});

export const EngineInput = builder.inputType("EngineInput", {
  description: "What computes on the runner.",
  fields: (t) => ({
    name: t.string({ required: true, description: "native, tensorflow or wasm." }),
    device: t.string({ required: true, description: "The processor or GPU." }),
    precision: t.string({ required: true, description: "fp32 or bf16." }),
    threads: t.int({ required: true, description: "Threads that compute." }),
    notUsed: t.stringList({ required: true, description: "Why each better engine is not used: one sentence each." }),
    parameters: t.field({ type: "SafeInt", description: "Of the model, when there is one." }),
  }),
});
