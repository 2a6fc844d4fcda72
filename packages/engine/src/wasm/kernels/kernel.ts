/** @file Kernels of the wasm backend that plain JavaScript on its memory outruns, with the original for the other cases. */
import * as tf from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

export interface WasmCall<Attributes> {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attributes: Attributes;
  readonly backend: BackendWasm;
  /** The original kernel. */
  readonly original: (inputs: Readonly<Record<string, tf.TensorInfo>>, attributes: Attributes) => tf.TensorInfo;
}

/** Replaces a kernel once: `kernel` returns null to leave the call to the original. */
export function replaceKernel<Attributes>(kernelName: string, kernel: (call: WasmCall<Attributes>) => tf.TensorInfo | null): void {
  const found = tf.getKernel(kernelName, "wasm");
  tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    ...found,
    kernelFunc: (call) => {
      const backend = call.backend as BackendWasm;
      const original: WasmCall<Attributes>["original"] = (inputs, attributes) =>
        found.kernelFunc({
          inputs: inputs as tf.NamedTensorInfoMap,
          attrs: attributes as unknown as tf.NamedAttrMap,
          backend,
        }) as tf.TensorInfo;
      const inputs = call.inputs as unknown as Readonly<Record<string, tf.TensorInfo>>;
      const attributes = call.attrs as unknown as Attributes;
      return kernel({ inputs, attributes, backend, original }) ?? original(inputs, attributes);
    },
  });
}

export function heapFloats(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
