/** @file Gradients of the elementwise kernels, including those that broadcast. */
import * as tf from "@tensorflow/tfjs-core";

/** Sums dy over the dimensions along which a value of shape `to` was repeated. */
function unbroadcast(dy: tf.Tensor, to: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...to], dy.shape);
  return axes.length === 0 ? dy.clone() : tf.reshape(tf.sum(dy, axes), [...to]);
}

type OfTwo = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
function ofTwo(kernelName: string, toA: OfTwo, toB: OfTwo): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({
      a: () => unbroadcast(toA(dy as tf.Tensor, a!, b!), a!.shape),
      b: () => unbroadcast(toB(dy as tf.Tensor, a!, b!), b!.shape),
    }),
  };
}
type OfOne = (dy: tf.Tensor, saved: tf.Tensor) => tf.Tensor;
function ofInput(kernelName: string, toX: OfOne): tf.GradConfig {
  return { kernelName, inputsToSave: ["x"], gradFunc: (dy, [x]) => ({ x: () => toX(dy as tf.Tensor, x!) }) };
}
function ofOutput(kernelName: string, toX: OfOne): tf.GradConfig {
  return { kernelName, outputsToSave: [true], gradFunc: (dy, [y]) => ({ x: () => toX(dy as tf.Tensor, y!) }) };
}
const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, "float32");

export const ELEMENTWISE: readonly tf.GradConfig[] = [
  ofTwo(
    "Add",
    (dy) => dy,
    (dy) => dy,
  ),
  ofTwo(
    "Sub",
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  ofTwo(
    "Multiply",
    (dy, _a, b) => tf.mul(dy, float(b)),
    (dy, a) => tf.mul(dy, float(a)),
  ),
  ofTwo(
    "RealDiv",
    (dy, _a, b) => tf.div(dy, float(b)),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, float(a)), tf.square(float(b)))),
  ),
  ofTwo(
    "Maximum",
    (dy, a, b) => tf.mul(dy, float(tf.greaterEqual(a, b))),
    (dy, a, b) => tf.mul(dy, float(tf.less(a, b))),
  ),
  ofTwo(
    "Minimum",
    (dy, a, b) => tf.mul(dy, float(tf.lessEqual(a, b))),
    (dy, a, b) => tf.mul(dy, float(tf.greater(a, b))),
  ),
  {
    kernelName: "AddN",
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => (dy as tf.Tensor).clone()])),
  },
  ofInput("Neg", (dy) => tf.neg(dy)),
  ofInput("Square", (dy, x) => tf.mul(dy, tf.mul(x, 2))),
  ofInput("Log", (dy, x) => tf.div(dy, x)),
  ofInput("Rsqrt", (dy, x) => tf.neg(tf.div(dy, tf.mul(tf.pow(x, 1.5), 2)))),
  ofInput("Relu", (dy, x) => tf.mul(dy, tf.step(x))),
  ofInput("Abs", (dy, x) => tf.mul(dy, tf.step(x, -1))),
  ofInput("Cast", (dy) => dy.clone()),
  ofInput("Identity", (dy) => float(dy)),
  ofInput("ZerosLike", (dy) => tf.zerosLike(dy)),
  ofInput("OnesLike", (dy) => tf.zerosLike(dy)),
  ofInput("Step", (dy) => tf.zerosLike(dy)),
  ofOutput("Exp", (dy, y) => tf.mul(dy, y)),
  ofOutput("Sqrt", (dy, y) => tf.div(dy, tf.mul(y, 2))),
  ofOutput("Sigmoid", (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  ofOutput("Tanh", (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  {
    kernelName: "ClipByValue",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const { clipValueMin, clipValueMax } = attrs as unknown as tf.ClipByValueAttrs;
        const inside = tf.logicalAnd(tf.greaterEqual(x!, clipValueMin), tf.lessEqual(x!, clipValueMax));
        return tf.mul(dy as tf.Tensor, float(inside));
      },
    }),
  },
  {
    kernelName: "Select",
    inputsToSave: ["condition"],
    gradFunc: (dy, [condition]) => ({
      condition: () => tf.cast(tf.zerosLike(condition!), "float32"),
      t: () => tf.mul(dy as tf.Tensor, float(condition!)),
      e: () => tf.mul(dy as tf.Tensor, float(tf.logicalNot(condition!))),
    }),
  },
];
