import { expect, test } from "vitest";
import type { ManifestPicture } from "./manifest.ts";
import { PictureCache } from "./picture-cache.ts";

test("pictures are decoded once while they fit, and each time when they do not", async () => {
  const decoded: string[] = [];
  const cache = new PictureCache(25, async ({ id }) => {
    decoded.push(id);
    return { data: new Uint8Array(12), width: 2, height: 2 };
  });
  const pictures = ["a", "b", "c"].map((id) => ({ id }) as ManifestPicture);
  for (let epoch = 0; epoch < 3; epoch++) for (const picture of pictures) await cache.get(picture);
  expect(decoded).toEqual(["a", "b", "c", "c", "c"]);
});
