/**
 * @file Every setting of a training: its path, type, unit, range, default, help and CATR's own name for it.
 *
 * This table is the only place where a setting is described. The parser, the form, the command line and the GraphQL types
 * are made from it. Defaults are those of the `capstan` preset; presets.ts lists what the others change.
 */

interface FieldBase {
  /** Two words: the group and the setting. */
  readonly path: `${Group}.${string}`;
  readonly label: string;
  readonly help: string;
  /** What CATR's configuration.py or its guide calls it. */
  readonly catrName?: string;
  readonly unit?: string;
}
export interface NumberField extends FieldBase {
  readonly type: "integer" | "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface ChoiceField extends FieldBase {
  readonly type: "choice";
  readonly default: string;
  readonly options: readonly string[];
}
export interface SwitchField extends FieldBase {
  readonly type: "boolean";
  readonly default: boolean;
}
export type Field = NumberField | ChoiceField | SwitchField;

export const GROUPS = {
  model: "Model",
  picture: "Pictures",
  text: "Captions",
  optimizer: "Optimiser",
  schedule: "Length and schedule",
  checkpoint: "Checkpoints and logs",
} as const;
export type Group = keyof typeof GROUPS;

export const FIELDS = [
  // model
  { path: "model.backbone", type: "choice", default: "resnet50", options: ["tiny", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"], label: "Backbone", catrName: "backbone", help: "The network that turns a picture into a grid of features. `tiny` learns from scratch in minutes; the ResNets want pretrained weights." },
  { path: "model.dilation", type: "boolean", default: false, label: "Dilated last stage", catrName: "dilation", help: "Keeps the last stage at twice the resolution: four times the grid cells, and four times their cost. Only bottleneck backbones (ResNet-50 and larger)." },
  { path: "model.positionEmbedding", type: "choice", default: "sine", options: ["sine", "learned"], label: "Picture positions", catrName: "position_embedding", help: "How a grid cell knows where it is." },
  { path: "model.hiddenDim", type: "integer", default: 256, min: 16, max: 2048, unit: "features", label: "Hidden width", catrName: "hidden_dim", help: "Width of the transformer. A multiple of the number of heads. Lower it to save memory." },
  { path: "model.encoderLayers", type: "integer", default: 3, min: 0, max: 24, unit: "layers", label: "Encoder layers", catrName: "enc_layers", help: "Layers that let grid cells look at each other." },
  { path: "model.decoderLayers", type: "integer", default: 6, min: 1, max: 24, unit: "layers", label: "Decoder layers", catrName: "dec_layers", help: "Layers that write the caption." },
  { path: "model.heads", type: "integer", default: 8, min: 1, max: 64, unit: "heads", label: "Attention heads", catrName: "nheads", help: "Attention patterns per layer; the hidden width is shared among them." },
  { path: "model.feedForwardDim", type: "integer", default: 2048, min: 16, max: 16384, unit: "features", label: "Feed-forward width", catrName: "dim_feedforward", help: "Width inside each layer's two-layer network." },
  { path: "model.dropout", type: "number", default: 0.1, min: 0, max: 0.9, unit: "share", label: "Dropout", catrName: "dropout", help: "Share of activations set to zero while training. Raise it to 0.2 or 0.3 when training loss falls far below validation loss." },
  { path: "model.maxPositions", type: "integer", default: 128, min: 4, max: 512, unit: "tokens", label: "Longest caption", catrName: "max_position_embeddings", help: "Longer captions are cut, keeping the end mark." },
  // pictures
  { path: "picture.size", type: "integer", default: 299, min: 32, max: 1024, unit: "pixels", label: "Picture size", help: "The longer side after resizing; the rest is padding." },
  { path: "picture.normalization", type: "choice", default: "imagenet", options: ["imagenet", "half"], label: "Normalisation", help: "`imagenet` suits backbones pretrained on ImageNet; `half` (mean 0.5, deviation 0.5) is what CATR's own weights expect." },
  { path: "picture.augmentation", type: "choice", default: "crop", options: ["none", "mirror", "crop", "affine", "catr"], label: "Augmentation", help: "`crop`: random resized crop, flip that exchanges left and right in the caption, colour jitter. `affine`: that, turned by up to 10 degrees and shifted by up to a tenth, as CATR's guide has it. `mirror`: the flip alone. `catr`: quarter turns, jitter and a plain flip, as CATR does." },
  { path: "picture.flip", type: "boolean", default: true, label: "Mirror pictures", help: "Mirrors half of the pictures and exchanges left and right in their captions. Only with an augmentation." },
  // text
  { path: "text.vocabulary", type: "choice", default: "trained", options: ["trained", "imported"], label: "Vocabulary", help: "`trained`: WordPiece learned from the training captions. `imported`: the vocab.txt that came with the dataset or starting checkpoint; without one it is learned, and the run says so." },
  { path: "text.vocabularySize", type: "integer", default: 8000, min: 40, max: 100000, unit: "pieces", label: "Vocabulary size", catrName: "vocab_size", help: "At most this many pieces are learned; fewer when the captions need fewer." },
  { path: "text.captionsPerPicture", type: "integer", default: 5, min: 1, max: 10, unit: "captions", label: "Captions per picture and step", help: "How many of a picture's references share one pass through the backbone. 1 is CATR's way: every caption pays for its own pass." },
  // optimiser
  { path: "optimizer.batchSize", type: "integer", default: 32, min: 1, max: 1024, unit: "pictures", label: "Batch size", catrName: "batch_size", help: "Pictures per step. Lower it when memory runs out." },
  { path: "optimizer.accumulate", type: "integer", default: 1, min: 1, max: 256, unit: "batches", label: "Accumulation", help: "Batches whose gradients are summed before one update." },
  { path: "optimizer.lr", type: "number", default: 1e-4, min: 0, max: 1, label: "Learning rate", catrName: "lr", help: "Peak learning rate of everything but the backbone. For fine-tuning, 1e-5." },
  { path: "optimizer.lrBackbone", type: "number", default: 1e-5, min: 0, max: 1, label: "Backbone learning rate", catrName: "lr_backbone", help: "0 freezes the backbone. Equal to the learning rate: the guide's “unfreeze”." },
  { path: "optimizer.weightDecay", type: "number", default: 1e-4, min: 0, max: 1, label: "Weight decay", catrName: "weight_decay", help: "Pulls weights to zero a little at each step (AdamW)." },
  { path: "optimizer.decayNormsAndBiases", type: "boolean", default: false, label: "Decay norms and biases", help: "CATR decays everything; leaving norms and biases alone is usual and slightly better." },
  { path: "optimizer.clipMaxNorm", type: "number", default: 0.1, min: 0, max: 1000, label: "Gradient clipping", catrName: "clip_max_norm", help: "Largest norm of all gradients together; 0 turns clipping off." },
  { path: "optimizer.labelSmoothing", type: "number", default: 0.1, min: 0, max: 0.5, unit: "share", label: "Label smoothing", help: "Share of probability spread over all pieces in the target." },
  { path: "optimizer.ignorePad", type: "boolean", default: true, label: "Padding weighs nothing", help: "CATR counts padding as a target: about nine tenths of its loss. Off only to continue CATR's own training." },
  { path: "optimizer.freezeStem", type: "boolean", default: true, label: "Freeze stem and first stage", help: "As CATR does. Needs pretrained weights: a backbone that starts from random weights is never frozen, and the run says so." },
  { path: "optimizer.unfreezeEpoch", type: "integer", default: 0, min: 0, max: 10000, unit: "epochs", label: "Unfreeze backbone after", help: "So many epochs the backbone is frozen, then it trains at its own rate (all of it, or what `freezeStem` leaves); 0: from the start. Needs pretrained weights." },
  { path: "optimizer.emaDecay", type: "number", default: 0, min: 0, max: 0.99999, label: "Weight average", help: "Decay of the moving average of weights that is validated and saved; 0 turns it off." },
  { path: "optimizer.lrSelfCritical", type: "number", default: 1e-5, min: 0, max: 1, label: "Self-critical learning rate", help: "Learning rate of the self-critical epochs; the backbone's follows in proportion." },
  // length and schedule
  { path: "schedule.epochs", type: "integer", default: 30, min: 1, max: 10000, unit: "epochs", label: "Epochs", catrName: "epochs", help: "Passes over the training pictures." },
  { path: "schedule.selfCriticalEpochs", type: "integer", default: 0, min: 0, max: 10000, unit: "epochs", label: "Self-critical epochs", help: "Epochs after the others in which captions are drawn from the model and rewarded by their CIDEr-D. Only worth it for a model that captions well; needs `schedule.monitor` = `cider`." },
  { path: "schedule.selfCriticalSamples", type: "integer", default: 5, min: 2, max: 20, unit: "captions", label: "Self-critical samples", help: "Captions drawn per picture; each is judged against the mean of the others." },
  { path: "schedule.kind", type: "choice", default: "cosine", options: ["constant", "step", "plateau", "cosine"], label: "Learning rate schedule", help: "`cosine`: warm-up, then down to a hundredth. `step`: a tenth after each `dropEvery` epochs, as CATR. `plateau`: a half when validation loss stalls. `constant`." },
  { path: "schedule.warmupSteps", type: "integer", default: 1000, min: 0, max: 1000000, unit: "steps", label: "Warm-up", help: "Steps over which the learning rate rises from zero. At most a tenth of the run is used." },
  { path: "schedule.dropEvery", type: "integer", default: 20, min: 1, max: 10000, unit: "epochs", label: "Drop every", catrName: "lr_drop", help: "For the `step` schedule." },
  { path: "schedule.plateauPatience", type: "integer", default: 2, min: 0, max: 1000, unit: "epochs", label: "Plateau patience", help: "For the `plateau` schedule: epochs without a better validation loss before the rate is halved." },
  { path: "schedule.patience", type: "integer", default: 5, min: 0, max: 10000, unit: "epochs", label: "Early stopping patience", catrName: "patience", help: "Epochs without a better score before the run ends as EARLY_STOPPED; 0 never stops early." },
  { path: "schedule.monitor", type: "choice", default: "cider", options: ["validationLoss", "cider"], label: "Best by", help: "What decides the BEST checkpoint and early stopping. The loss and the captions part ways: `cider` judges the captions." },
  { path: "schedule.limit", type: "integer", default: -1, min: -1, max: 100000000, unit: "pictures", label: "Limit", catrName: "limit", help: "Train on the first so many pictures only; -1 takes all." },
  { path: "schedule.seed", type: "integer", default: 42, min: 0, max: 2147483647, label: "Seed", catrName: "seed", help: "Same seed, data, engine and machine: same run." },
  // checkpoints and logs
  { path: "checkpoint.save", type: "boolean", default: true, label: "Save checkpoints", catrName: "no_save", help: "Off: nothing is written, and a dead runner begins again. CATR's --no_save." },
  { path: "checkpoint.everyEpochs", type: "integer", default: 5, min: 0, max: 10000, unit: "epochs", label: "Keep every", help: "A PERIODIC checkpoint each so many epochs, kept beside LATEST and BEST; 0 keeps none." },
  { path: "checkpoint.everySteps", type: "integer", default: 1000, min: 0, max: 1000000, unit: "steps", label: "Latest every", help: "Also writes LATEST within an epoch each so many steps, so that a crash costs little; 0: only at the end of an epoch." },
  { path: "checkpoint.logStep", type: "integer", default: 100, min: 1, max: 1000000, unit: "steps", label: "Log every", catrName: "log_step", help: "A log line each so many steps. The chart shows every step regardless." },
  { path: "checkpoint.samples", type: "integer", default: 6, min: 0, max: 64, unit: "pictures", label: "Sample captions", help: "Validation pictures that are captioned after each epoch, always the same ones." },
] as const satisfies readonly Field[];

export type FieldPath = (typeof FIELDS)[number]["path"];
