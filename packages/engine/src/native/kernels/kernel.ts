/** @file What a kernel of the native backend is: the fast one for fp32, and the inherited one for the rest. */
import * as tf from "@tensorflow/tfjs-core";
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
  const inherited = tf.getKernel(kernelName, "cpu");
  tf.unregisterKernel(kernelName, "native");
  tf.registerKernel({
    kernelName,
    backendName: "native",
    kernelFunc: (call) => {
      const inputs = call.inputs as unknown as Readonly<Record<string, tf.TensorInfo>>;
      const fast = kernel({ inputs, attributes: call.attrs as Attributes, backend: call.backend as NativeBackend });
      return fast ?? inherited.kernelFunc(call);
    },
  });
}

export function isFloat(tensor: tf.TensorInfo | undefined): tensor is tf.TensorInfo {
  return tensor?.dtype === "float32";
}
