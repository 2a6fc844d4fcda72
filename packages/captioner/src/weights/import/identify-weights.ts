/** @file What a file of weights is, told by the names and shapes in it. */
import { AppError } from "@capstan/run/error-code";
import type { Overrides } from "@capstan/training-config/config";
import type { BackboneName } from "../../model-spec.ts";
import type { ForeignTensor } from "../weight-file.ts";
import { BODY } from "./tensor-names.ts";

export type Tensors = ReadonlyMap<string, ForeignTensor>;
export type Identity =
  | { readonly kind: "backbone"; readonly backbone: BackboneName }
  | {
      readonly kind: "captioner";
      /** Settings that the shapes tell. Heads, dilation and how pictures are prepared leave no trace in them. */
      readonly told: Overrides;
      /** 0: the weights of the words were left out. */
      readonly vocabularySize: number;
    };

const EMBEDDINGS = "transformer.embeddings.word_embeddings.weight";
const POSITIONS = "transformer.embeddings.position_embeddings.weight";
const STAGES = [1, 2, 3, 4];
/** Blocks of each stage, with bottlenecks or without. */
const RESNETS: readonly { readonly name: BackboneName; readonly bottleneck: boolean; readonly blocks: string }[] = [
  { name: "resnet18", bottleneck: false, blocks: "2,2,2,2" },
  { name: "resnet34", bottleneck: false, blocks: "3,4,6,3" },
  { name: "resnet50", bottleneck: true, blocks: "3,4,6,3" },
  { name: "resnet101", bottleneck: true, blocks: "3,4,23,3" },
  { name: "resnet152", bottleneck: true, blocks: "3,8,36,3" },
  { name: "tiny", bottleneck: false, blocks: "1,1,0,0" },
];

/** How many there are of `prefix0.`, `prefix1.`, ... in a row. */
function countLayers(tensors: Tensors, prefix: string): number {
  const found = new Set<string>();
  for (const name of tensors.keys()) if (name.startsWith(prefix)) found.add(name.slice(prefix.length).split(".", 1)[0]!);
  let count = 0;
  while (found.has(String(count))) count++;
  return count;
}

function identifyBackbone(tensors: Tensors, prefix: string): BackboneName {
  const blocks = STAGES.map((stage) => countLayers(tensors, `${prefix}layer${stage}.`)).join(",");
  const bottleneck = tensors.has(`${prefix}layer1.0.conv3.weight`);
  const found = RESNETS.find((known) => known.blocks === blocks && known.bottleneck === bottleneck);
  if (found) return found.name;
  throw new AppError(
    "CHECKPOINT_DAMAGED",
    `The backbone of these weights has ${blocks} blocks ${bottleneck ? "with" : "without"} bottlenecks, and no network here has. There are ${RESNETS.map(({ name }) => name).join(", ")}.`,
  );
}

/** @throws {AppError} CHECKPOINT_DAMAGED when it is neither a captioner nor a ResNet. */
export function identifyWeights(tensors: Tensors): Identity {
  if (!tensors.has(EMBEDDINGS) && !tensors.has(POSITIONS)) {
    if (tensors.has("conv1.weight") && tensors.has("layer1.0.conv1.weight"))
      return { kind: "backbone", backbone: identifyBackbone(tensors, "") };
    const names = [...tensors.keys()].slice(0, 4).map((name) => `“${name.slice(0, 80)}”`);
    throw new AppError(
      "CHECKPOINT_DAMAGED",
      `These are weights of something else: ${tensors.size} tensors, beginning with ${names.join(", ")}. CATR's captioners and torchvision's ResNets can be imported.`,
    );
  }
  const size = (name: string, dimension: number): number => tensors.get(name)?.shape[dimension] ?? 0;
  const backbone = identifyBackbone(tensors, BODY);
  const isBottleneck = RESNETS.some(({ name, bottleneck }) => name === backbone && bottleneck);
  const vocabularySize = size(EMBEDDINGS, 0);
  return {
    kind: "captioner",
    vocabularySize,
    told: {
      "model.backbone": backbone,
      ...(isBottleneck ? {} : { "model.dilation": false }),
      "model.positionEmbedding": tensors.has("backbone.1.row_embed.weight") ? "learned" : "sine",
      "model.hiddenDim": size(POSITIONS, 1),
      "model.encoderLayers": countLayers(tensors, "transformer.encoder.layers."),
      "model.decoderLayers": countLayers(tensors, "transformer.decoder.layers."),
      "model.feedForwardDim": size("transformer.decoder.layers.0.linear1.weight", 0),
      "model.maxPositions": size(POSITIONS, 0),
      "text.vocabulary": "imported",
    },
  };
}
