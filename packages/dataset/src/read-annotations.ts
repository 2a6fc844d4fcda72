/** @file COCO caption files to a list of pictures with captions and splits, whatever the files and folders are called. */
import { AppError } from "@capstan/run/error-code";
import { z } from "zod";
import { ANNOTATION_BYTES_MAX, type CaptionSource, type SourceFile } from "./caption-source.ts";
import { isSafePath, type Split } from "./manifest.ts";

/** A picture as the caption files list it. */
export interface ListedPicture {
  /** Of the file in the source; null when there is none. */
  readonly path: string | null;
  /** As the caption file calls it. */
  readonly name: string;
  /** Null when the caption file's name does not say. */
  readonly split: Split | null;
  readonly captions: readonly string[];
}

const Captions = z.object({
  images: z.array(z.object({ id: z.union([z.number(), z.string()]), file_name: z.string().min(1).max(1024) })),
  annotations: z.array(z.object({ image_id: z.union([z.number(), z.string()]), caption: z.string() })),
});
type CaptionFile = z.infer<typeof Captions>;

/**
 * Reads every `captions*.json` of the source; without one, every JSON file that looks like one.
 * @throws {AppError} DATASET_INVALID when there is no caption file, or one is damaged: the message shows the form.
 */
export async function readAnnotations(source: CaptionSource, files: readonly SourceFile[], signal?: AbortSignal): Promise<ListedPicture[]> {
  const json = files.filter(({ path }) => path.toLowerCase().endsWith(".json"));
  const named = json.filter(({ path }) => /(^|\/)captions[^/]*\.json$/i.test(path));
  const index = indexByName(files);
  const listed = new Map<string, { -readonly [K in keyof ListedPicture]: ListedPicture[K] }>();
  let found = 0;
  for (const { path } of named.length > 0 ? named : json) {
    signal?.throwIfAborted();
    const content = parseCaptionFile(path, await source.read(path, ANNOTATION_BYTES_MAX), named.length > 0);
    if (!content) continue;
    found++;
    for (const picture of picturesOf(path, content, index)) {
      const key = picture.path ?? `missing:${picture.name}`;
      const known = listed.get(key);
      // The same picture in two caption files: the first decides the split, so that no picture is trained and tested on.
      if (known) known.captions = [...new Set([...known.captions, ...picture.captions])];
      else listed.set(key, picture);
    }
  }
  if (found === 0)
    throw new AppError(
      "DATASET_INVALID",
      "There is no caption file. Put annotations/captions_train.json beside the folder of pictures: " +
        '{"images": [{"id": 1, "file_name": "dog.jpg"}], "annotations": [{"image_id": 1, "caption": "A dog."}]}.',
    );
  return [...listed.values()];
}

/** Null for a JSON file that is something else, when nothing says that it should be captions. */
function parseCaptionFile(path: string, bytes: Buffer, isNamedSo: boolean): CaptionFile | null {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    if (!isNamedSo) return null;
    throw new AppError("DATASET_INVALID", `${path} is not JSON. Export it again.`, { cause });
  }
  const parsed = Captions.safeParse(value);
  if (parsed.success) return parsed.data;
  if (!isNamedSo) return null;
  const [issue] = parsed.error.issues;
  throw new AppError("DATASET_INVALID", `${path} is not in COCO's form: “${issue?.path.join(".")}” ${issue?.message ?? ""}.`, {
    cause: parsed.error,
  });
}

function picturesOf(path: string, { images, annotations }: CaptionFile, index: ReadonlyMap<string, readonly string[]>): ListedPicture[] {
  const captionsOf = new Map<string | number, string[]>();
  for (const { image_id, caption } of annotations) {
    const text = cleanCaption(caption);
    if (text !== "") (captionsOf.get(image_id) ?? captionsOf.set(image_id, []).get(image_id)!).push(text);
  }
  const tag = /captions[_-]?([^/]*)\.json$/i.exec(path)?.[1] ?? "";
  return images.map(({ id, file_name }) => {
    const name = file_name.replace(/^\.\//, "");
    return {
      name,
      path: isSafePath(name) ? findFile(name, tag, index) : null,
      split: splitOf(tag || path),
      captions: captionsOf.get(id) ?? [],
    };
  });
}

/** One line without control characters. */
const cleanCaption = (caption: string): string => caption.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();

/** Paths by their last segment. */
function indexByName(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const { path } of files) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    (index.get(name) ?? index.set(name, []).get(name)!).push(path);
  }
  return index;
}

/** The file that a caption file means by `name`: in the folder called like it, else in one of the same split, else anywhere. */
function findFile(name: string, tag: string, index: ReadonlyMap<string, readonly string[]>): string | null {
  const fits = (index.get(name.slice(name.lastIndexOf("/") + 1)) ?? []).filter((path) => path === name || path.endsWith(`/${name}`));
  const folder = (path: string): string => path.slice(0, -name.length - 1);
  return (
    fits.find((path) => tag !== "" && folder(path).endsWith(tag)) ??
    fits.find((path) => splitOf(folder(path)) !== null && splitOf(folder(path)) === splitOf(tag)) ??
    fits[0] ??
    null
  );
}

function splitOf(name: string): Split | null {
  const match = /(?<![a-z])(train|val|valid|validation|dev|test)(?![a-z])/i.exec(name)?.[1]?.toLowerCase();
  if (!match) return null;
  return match === "train" || match === "test" ? match : "val";
}
