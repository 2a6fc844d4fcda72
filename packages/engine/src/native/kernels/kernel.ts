/** @file What a kernel of the native backend is: the fast one for fp32, and the inherited one for the rest. */
import * as tf from "@tensorflow/tfjs-core";
import { enterOp } from "../../ops/current-op.ts";
import { countFallback } from "../fallbacks.ts";
import type { NativeBackend } from "../native-backend.ts";

export interface KernelCall<Attributes> {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attributes: Attributes;
  readonly backend: NativeBackend;
}
/** Returns null to leave the call to the inherited kernel. */
export type NativeKernel<Attributes = unknown> = (call: KernelCall<Attributes>) => tf.TensorInfo | tf.TensorInfo[] | null;

/** Replaces a kernel of the native backend. */
export function defineKernel<Attributes>(kernelName: string, kernel: NativeKernel<Attributes>): void {
  const inherited = tf.getKernel(kernelName, "native");
  tf.unregisterKernel(kernelName, "native");
  tf.registerKernel({
    kernelName,
    backendName: "native",
    kernelFunc: (call) => {
      enterOp(kernelName);
      const inputs = call.inputs as unknown as Readonly<Record<string, tf.TensorInfo>>;
      const fast = kernel({ inputs, attributes: call.attrs as Attributes, backend: call.backend as NativeBackend });
      if (fast !== null) {
        return fast;
      }
      return inherited.kernelFunc(call);
    },
  });
}

/** They share their input's memory, whatever lies in it. */
const SHARING = new Set(["Identity", "Reshape", "ExpandDims"]);

/** Takes over the kernels of plain JavaScript, which read fp32 only; each is counted when it is called. */
export function inheritKernels(): void {
  for (const kernel of tf.getKernelsForBackend("cpu")) {
    const counted: tf.KernelFunc = (call) => {
      enterOp(kernel.kernelName);
      countFallback(kernel.kernelName);
      const backend = call.backend as NativeBackend;
      for (const input of Object.values(call.inputs ?? {}) as tf.TensorInfo[]) {
        backend.widen(input);
      }
      return kernel.kernelFunc(call);
    };
    tf.registerKernel({ ...kernel, backendName: "native", kernelFunc: SHARING.has(kernel.kernelName) ? kernel.kernelFunc : counted });
  }
}

export function isFloat(tensor: tf.TensorInfo | undefined): tensor is tf.TensorInfo {
  return tensor?.dtype === "float32";
}
