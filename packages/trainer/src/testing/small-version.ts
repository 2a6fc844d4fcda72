/** @file A dataset version of a few drawn pictures in memory, for tests. */
import { createHash } from "node:crypto";
import { composeScenes, SCENE_SIZE } from "@capstan/dataset/demo/compose-scenes";
import { describeScene } from "@capstan/dataset/demo/describe-scene";
import { drawScene } from "@capstan/dataset/demo/draw-scene";
import { contentHashOf, type DatasetManifest, type Split } from "@capstan/dataset/manifest";
import type { OpenVersion } from "@capstan/dataset/open-version";
import { sharp } from "@capstan/dataset/picture-library";
import { randomOf } from "@capstan/dataset/random";

/** `counts` pictures per split. The same counts give the same version. */
export async function smallVersion(counts: Readonly<Record<Split, number>>): Promise<OpenVersion> {
  const scenes = composeScenes(600, 1);
  const bytesOf = new Map<string, Buffer>();
  const pictures: DatasetManifest["pictures"] = [];
  for (const split of ["train", "val", "test"] as const) {
    for (const scene of scenes.filter((candidate) => candidate.split === split).slice(0, counts[split])) {
      const raw = { width: SCENE_SIZE, height: SCENE_SIZE, channels: 3 } as const;
      const bytes = await sharp(drawScene(scene.objects, SCENE_SIZE, scene.fileName), { raw })
        .png()
        .toBuffer();
      const id = `pic_${split}${scene.fileName}`;
      bytesOf.set(id, bytes);
      pictures.push({
        id,
        fileName: `${split}/${scene.fileName}`,
        split,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        width: SCENE_SIZE,
        height: SCENE_SIZE,
        sizeBytes: bytes.byteLength,
        captions: describeScene(scene.objects, randomOf("captions", scene.fileName)),
        shard: -1,
        offset: 0,
      });
    }
  }
  const manifest: DatasetManifest = { format: 1, contentHash: contentHashOf(pictures), linked: { root: "/" }, shards: [], pictures };
  return { manifest, read: (picture) => Promise.resolve(bytesOf.get(picture.id)!), close: () => Promise.resolve() };
}
