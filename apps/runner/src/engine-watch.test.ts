import { pino } from "pino";
import { expect, test } from "vitest";
import type { EngineSummary } from "@capstan/engine/engine-summary";
import { EngineWatch } from "./engine-watch.ts";
import type { EngineFound } from "./find-engine.ts";

const never = new AbortController().signal;
const gpu: EngineSummary & { notUsed: string[] } = { name: "tensorflow", device: "GPU 0", precision: "fp32", threads: 4, notUsed: [] };
const found: EngineFound = { engine: gpu, failure: null };
const gone: EngineFound = { engine: null, failure: "There is no GPU. Look at nvidia-smi." };

/** A watch over a machine that answers so, one after another; how often it was asked, and what it said. */
function watchOver(...answers: EngineFound[]) {
  const shown: Record<string, string | null> = {};
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) });
  const counts = { looks: 0 };
  const watch = new EngineWatch({
    find: () => Promise.resolve(answers[counts.looks++]!),
    board: { set: (loop, doing) => void (shown[loop] = doing) },
    log,
    lookAgainMs: 20,
  });
  return { watch, shown, lines, counts };
}

test("looks once, before the first run, and then waits for runs as long as it takes", async () => {
  const { watch, counts, lines } = watchOver(found);
  await watch.look(never);
  await watch.look(never);
  expect(watch.about).toEqual({ engine: found.engine, cannotTrain: null });
  expect([counts.looks, lines]).toEqual([1, ["computes with tensorflow: GPU 0, fp32"]]);
  expect(watch.patience(never)).toBe(never);
});

test("a machine on which nothing computes says why, once, and looks again until something does", async () => {
  const { watch, shown, lines, counts } = watchOver(gone, gone, found);
  await watch.look(never);
  expect(watch.about).toEqual({ engine: null, cannotTrain: gone.failure });
  expect(shown.trainer).toBe(`no engine computes here: ${gone.failure}`);
  await watch.look(never);
  expect(counts.looks).toBe(1);
  const lookNext = async (): Promise<void> => {
    const before = counts.looks;
    while (counts.looks === before) {
      const patience = watch.patience(never);
      if (!patience.aborted) await new Promise((resolve) => patience.addEventListener("abort", resolve));
      await watch.look(never);
    }
  };
  await lookNext();
  expect(lines).toEqual([`no engine computes here, so this runner takes no run until that is mended: ${gone.failure}`]);
  await lookNext();
  expect(watch.about).toEqual({ engine: found.engine, cannotTrain: null });
  expect([counts.looks, shown.trainer, lines.at(-1)]).toEqual([3, null, "computes with tensorflow: GPU 0, fp32"]);
});

test("an attempt that failed for no fault of the run puts the machine in doubt; one that did does not", async () => {
  const { watch, counts } = watchOver(found, found, gone);
  await watch.look(never);
  watch.failed({ blame: "yours" });
  await watch.look(never);
  expect(counts.looks).toBe(1);
  // Still there: what the trainer said of it, which knows the model, stays.
  watch.used({ ...gpu, parameters: 1234 });
  watch.failed({ blame: "ours" });
  await watch.look(never);
  expect(watch.about).toMatchObject({ engine: { parameters: 1234 }, cannotTrain: null });
  watch.failed({ blame: "machine" });
  await watch.look(never);
  expect([counts.looks, watch.about]).toEqual([3, { engine: null, cannotTrain: gone.failure }]);
});

test("told to end while it looks, it says nothing", async () => {
  const over = AbortSignal.abort();
  const { watch, shown, lines } = watchOver(gone);
  await watch.look(over);
  expect([watch.about, shown, lines]).toEqual([{ engine: null, cannotTrain: null }, {}, []]);
});
