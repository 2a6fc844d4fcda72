/** @file The files of a dataset version in the object store: the manifest and the shards. */
import { z } from "zod";

const VersionFile = z.object({
  /** Without folders: `manifest.json`, `00000.tar`. */
  name: z.string(),
  /** In the object store. */
  key: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
});
export type VersionFile = Readonly<z.infer<typeof VersionFile>>;

/** The manifest, and the shards in the order of the manifest (none when the version is linked). @throws {Error} for a version that is not READY. */
export function versionFiles(files: unknown): { manifest: VersionFile; shards: readonly VersionFile[] } {
  const [manifest, ...shards] = z.array(VersionFile).parse(files);
  if (!manifest) throw new Error("A READY version has a manifest.");
  return { manifest, shards };
}
