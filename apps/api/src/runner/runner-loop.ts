/** @file RunnerLoop: what each loop of a runner is doing, as it says itself. */
import { z } from "zod";
import { builder } from "../schema/builder.ts";

const Loop = z.object({ name: z.string(), doing: z.string(), since: z.iso.datetime() });
export type RunnerLoop = z.infer<typeof Loop>;

/** The stored loops; none when the runner has not said. */
export const parseLoops = (stored: unknown): RunnerLoop[] => z.array(Loop).catch([]).parse(stored);

const LOOPS_MAX = 16;
const NAME_MAX = 40;
const TEXT_MAX = 300;

export const RunnerLoopRef = builder.objectRef<RunnerLoop>("RunnerLoop").implement({
  description: "What a loop of a runner is doing.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "claim, commands, lease, outbox, uploads, dataset or trainer." }),
    doing: t.exposeString("doing", { description: "In words, for people." }),
    since: t.field({ type: "DateTime", description: "Since when, by the runner's clock.", resolve: (loop) => new Date(loop.since) }),
  }),
});

export const RunnerLoopInput = builder.inputType("RunnerLoopInput", {
  description: "What a loop of the runner is doing.",
  fields: (t) => ({
    name: t.string({ required: true, description: "claim, commands, lease, outbox, uploads, dataset or trainer." }),
    doing: t.string({ required: true, description: "In words, for people." }),
    since: t.field({ type: "DateTime", required: true, description: "Since when, by the runner's clock." }),
  }),
});

interface LoopInput {
  readonly name: string;
  readonly doing: string;
  readonly since: Date;
}

/** As they are stored: cut to what people read. Null when the runner did not say. */
export const loopsOf = (given: readonly LoopInput[] | null | undefined): RunnerLoop[] | null =>
  given
    ? given
        .slice(0, LOOPS_MAX)
        .map(({ name, doing, since }) => ({ name: name.slice(0, NAME_MAX), doing: doing.slice(0, TEXT_MAX), since: since.toISOString() }))
    : null;
