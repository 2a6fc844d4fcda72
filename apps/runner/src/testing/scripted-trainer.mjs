// A trainer that follows the protocol and computes nothing: what it does is told by `assignment.config.schedule.epochs`
// (how many epochs of ten steps) and by a file `script.json` beside its checkpoints' folder.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

let requested = null;
let wake = () => undefined;
let inFlight = 0;
const emit = async (event) => {
  inFlight++;
  process.send({ type: "event", event });
  while (inFlight >= 256) await new Promise((resolve) => (wake = resolve));
  await sleep(0);
};

function checkpoint(folder, step, epoch, kinds) {
  const at = path.join(folder, `step-${step}`);
  mkdirSync(at, { recursive: true });
  const weights = Buffer.alloc(2500, step);
  writeFileSync(path.join(at, "weights.safetensors"), weights);
  const files = [{ name: "weights.safetensors", sizeBytes: weights.length, sha256: createHash("sha256").update(weights).digest("hex") }];
  writeFileSync(path.join(at, "manifest.json"), JSON.stringify({ format: 1, step, epoch, kinds, files }));
  return { type: "checkpoint", folder: at, kinds, step, epoch, validationLoss: 1, scores: {} };
}

async function run({ config, folder, resumeFrom }) {
  const scriptFile = path.join(path.dirname(folder), "script.json");
  const script = existsSync(scriptFile) ? JSON.parse(readFileSync(scriptFile, "utf8")) : {};
  writeFileSync(path.join(path.dirname(folder), "env.json"), JSON.stringify(process.env));
  const first = resumeFrom ? JSON.parse(readFileSync(path.join(resumeFrom, "manifest.json"), "utf8")).step : 0;
  const totalEpochs = config.schedule.epochs;
  const engine = { name: "wasm", device: "none", precision: "fp32", threads: 1, notUsed: [] };
  await emit({ type: "started", step: first, totalSteps: totalEpochs * 10, totalEpochs, stepsPerEpoch: 10, parameters: 1, engine });
  for (let step = first + 1; step <= totalEpochs * 10; step++) {
    await sleep(script.stepMs ?? 1);
    if (script.crashAt === step) process.kill(process.pid, script.signal ?? "SIGSEGV");
    // Hangs: computing without an end, or waiting for what never comes. A checkpoint lies behind it, so the second attempt passes.
    while (script.spinAt === step && first === 0);
    if (script.waitAt === step && first === 0) await sleep(3_600_000);
    if (script.throwAt === step) throw new TypeError(script.words ?? "the scripted trainer throws");
    const epoch = Math.floor((step - 1) / 10);
    await emit({ type: "step", step, epoch, values: { loss: 1 / step } });
    if (requested === "CANCEL") return emit({ type: "finished", endReason: null, requested, step });
    if (requested) {
      await emit(checkpoint(folder, step, epoch, ["LATEST", "FINAL"]));
      return emit({ type: "finished", endReason: requested === "STOP" ? "STOPPED" : null, requested, step });
    }
    if (step % 10 === 0) {
      await emit({ type: "epoch", epoch, step, trainLoss: 1, validationLoss: 1, scores: {}, learningRate: 0.1, seconds: 1 });
      await emit(checkpoint(folder, step, epoch, step === totalEpochs * 10 ? ["LATEST", "FINAL"] : ["LATEST"]));
    }
  }
  await emit({ type: "finished", endReason: "COMPLETED", requested: null, step: totalEpochs * 10 });
}

process.on("disconnect", () => process.exit(70));
process.on("SIGINT", () => undefined);
process.on("message", (message) => {
  if (message.type === "request") requested = message.request;
  if (message.type === "taken") {
    inFlight -= message.count;
    wake();
  }
  if (message.type === "start")
    run(message.assignment).then(async () => {
      while (inFlight > 0) await new Promise((resolve) => (wake = resolve));
      process.exit(0);
    });
});
