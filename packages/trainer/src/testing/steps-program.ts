/**
 * @file A few steps in a process of their own, for the test that the same steps give the same bits.
 *
 *   node steps-program.ts <backbone> <seed> <threads> <precision>      prints losses and a hash of the weights, as JSON
 */
import { createHash } from "node:crypto";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { type SmallBackbone, startSmallTraining } from "./small-steps.ts";

const STEPS = 4;

const [backbone, seed, threads, precision] = process.argv.slice(2) as [SmallBackbone, string, string, "fp32" | "bf16"];
await prepareEngine({ choice: "native", threads: Number(threads), precision });
const training = startSmallTraining(backbone, Number(seed));
const losses: number[] = [];
for (let i = 0; i < STEPS; i++) losses.push(await training.step());
const hash = createHash("sha256");
for (const { variable } of training.model.parameters.values()) hash.update((await variable.data()) as Float32Array);
process.stdout.write(`${JSON.stringify({ losses, weights: hash.digest("hex") })}\n`);
