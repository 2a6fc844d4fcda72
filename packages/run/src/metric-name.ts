/** @file The names of the curves that a run reports, with their units. A trainer may report others; these have a chart. */

export const METRICS = {
  loss: { label: "Training loss", unit: "nats per token", per: "step" },
  learningRate: { label: "Learning rate", unit: "", per: "step" },
  gradientNorm: { label: "Gradient norm", unit: "", per: "step" },
  samplesPerSecond: { label: "Pictures per second", unit: "pictures/s", per: "step" },
  dataWaitMs: { label: "Waiting for data", unit: "ms", per: "step" },
  reward: { label: "Reward of drawn captions", unit: "CIDEr-D", per: "step" },
  validationLoss: { label: "Validation loss", unit: "nats per token", per: "epoch" },
  bleu4: { label: "BLEU-4", unit: "", per: "epoch" },
  rougeL: { label: "ROUGE-L", unit: "", per: "epoch" },
  cider: { label: "CIDEr-D", unit: "", per: "epoch" },
} as const;
export type MetricName = keyof typeof METRICS;

/** What a metric's name may look like: it is a key in SQL, a label in charts and a word in queries. */
export const METRIC_NAME_PATTERN = /^[a-z][A-Za-z0-9]{0,39}$/;
