/** @file Settings of captions. */
import type { Field } from "../field.ts";

export const TEXT_FIELDS = [
  {
    path: "text.vocabulary",
    type: "choice",
    default: "trained",
    options: ["trained", "imported"],
    label: "Vocabulary",
    help: "`trained`: WordPiece learned from the training captions. `imported`: the vocab.txt that came with the dataset or starting checkpoint; without one it is learned, and the run says so.",
  },
  {
    path: "text.vocabularySize",
    type: "integer",
    default: 8000,
    min: 40,
    max: 100000,
    unit: "pieces",
    label: "Vocabulary size",
    catrName: "vocab_size",
    help: "At most this many pieces are learned; fewer when the captions need fewer.",
  },
  {
    path: "text.captionsPerPicture",
    type: "integer",
    default: 5,
    min: 1,
    max: 10,
    unit: "captions",
    label: "Captions per picture and step",
    help: "How many of a picture's references share one pass through the backbone. 1 is CATR's way: every caption pays for its own pass.",
  },
] as const satisfies readonly Field[];
