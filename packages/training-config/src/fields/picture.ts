/** @file Settings of pictures. */
import type { Field } from "../field.ts";

export const PICTURE_FIELDS = [
  {
    path: "picture.size",
    type: "integer",
    default: 299,
    min: 32,
    max: 1024,
    unit: "pixels",
    label: "Picture size",
    help: "The longer side after resizing; the rest is padding.",
  },
  {
    path: "picture.normalization",
    type: "choice",
    default: "imagenet",
    options: ["imagenet", "half"],
    label: "Normalisation",
    help: "`imagenet` suits backbones pretrained on ImageNet; `half` (mean 0.5, deviation 0.5) is what CATR's own weights expect.",
  },
  {
    path: "picture.augmentation",
    type: "choice",
    default: "crop",
    options: ["none", "mirror", "crop", "affine", "catr"],
    label: "Augmentation",
    help: "`crop`: random resized crop, flip that exchanges left and right in the caption, colour jitter. `affine`: that, turned by up to 10 degrees and shifted by up to a tenth, as CATR's guide has it. `mirror`: the flip alone. `catr`: quarter turns, jitter and a plain flip, as CATR does.",
  },
  {
    path: "picture.flip",
    type: "boolean",
    default: true,
    label: "Mirror pictures",
    help: "Mirrors half of the pictures and exchanges left and right in their captions. Only with an augmentation.",
  },
] as const satisfies readonly Field[];
