/**
 * @file Runs a suite once per engine of this machine; a missing engine says on the console why it is skipped. TensorFlow.js in
 * plain JavaScript always takes part: it runs the code that the tensorflow engine runs, on any machine.
 */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe } from "vitest";
import { describeEngines } from "../doctor.ts";
import type { EngineName } from "../engine-summary.ts";
import { registerGradients } from "../gradients/register-gradients.ts";
import { prepareEngine } from "../prepare-engine.ts";

type TestedEngine = EngineName | "cpu";
interface Candidate {
  readonly name: TestedEngine;
  readonly onRequest: boolean;
  readonly reason: string;
}
const engines: readonly Candidate[] = [...(await describeEngines()), { name: "cpu", onRequest: true, reason: "" }];

async function start(name: TestedEngine): Promise<void> {
  if (name === "cpu") {
    registerGradients();
    await tf.setBackend("cpu");
  } else {
    await prepareEngine({ choice: name });
  }
}

export function onEachEngine(title: string, suite: (engine: TestedEngine) => void): void {
  for (const { name, onRequest, reason } of engines) {
    if (!onRequest) {
      process.stdout.write(`skipped: ${title} on ${name}: ${reason}\n`);
    }
    describe.skipIf(!onRequest)(`${title} on ${name}`, () => {
      let tensors = 0;
      beforeAll(async () => {
        await start(name);
        tensors = tf.memory().numTensors;
      });
      afterAll(() => {
        const left = tf.memory().numTensors - tensors;
        if (left !== 0) {
          throw new Error(`${title} on ${name}: ${left} tensors were not disposed of.`);
        }
      });
      suite(name);
    });
  }
}
