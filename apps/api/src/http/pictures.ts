/** @file GET /pictures/<token>: one picture, to be shown by a browser. */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ObjectStore } from "@capstan/storage/object-store";
import { ObjectMissing } from "@capstan/storage/object-store";
import type { Request, Response } from "express";
import type { Config } from "../config.ts";
import { readPictureToken, type PicturePlace } from "./picture-url.ts";

export async function servePicture(
  { config, store }: { readonly config: Config; readonly store: ObjectStore },
  req: Request,
  res: Response,
): Promise<void> {
  const allowed = readPictureToken(config.authSecret, String(req.params.token));
  if (!allowed) return refuse(res, 403, "This link is not valid, or no longer. Ask for the picture again.");
  const bytes = await openPlace(store, config.linkedFolders, allowed.place);
  if (!bytes) return refuse(res, 404, "The picture is not there any more.");

  const chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  const type = first.done ? null : typeOf(first.value);
  if (first.done || !type) {
    bytes.destroy();
    return refuse(res, 404, "This is not a picture that browsers show.");
  }
  res.writeHead(200, {
    "Content-Type": type,
    // A picture and nothing else, whatever its bytes would like to be.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": `private, max-age=${allowed.secondsLeft}, immutable`,
    ...("start" in allowed.place && allowed.place.end !== undefined
      ? { "Content-Length": allowed.place.end - (allowed.place.start ?? 0) + 1 }
      : {}),
  });
  if (req.method === "HEAD") {
    bytes.destroy();
    return void res.end();
  }
  await pipeline(Readable.from(withFirst(first.value, chunks)), res);
}

async function* withFirst(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function openPlace(store: ObjectStore, linkedFolders: readonly string[], place: PicturePlace): Promise<Readable | null> {
  if ("root" in place) return openLinked(linkedFolders, place.root, place.file);
  try {
    return await store.get(place.key, place.start === undefined ? undefined : { start: place.start, end: place.end });
  } catch (error) {
    if (error instanceof ObjectMissing) return null;
    throw error;
  }
}

/** Only inside what may be linked today, whatever was allowed when the URL was signed; a link in the folder leads nowhere else. */
async function openLinked(linkedFolders: readonly string[], root: string, file: string): Promise<Readable | null> {
  const full = await realpath(path.join(root, file)).catch(() => null);
  const allowed = await Promise.all(linkedFolders.map((folder) => realpath(folder).catch(() => null)));
  const isInside =
    full !== null && full.startsWith(root + path.sep) && allowed.some((folder) => folder !== null && full.startsWith(folder + path.sep));
  return isInside && (await stat(full)).isFile() ? createReadStream(full) : null;
}

/** By its first bytes: names may say anything. */
function typeOf(head: Buffer): string | null {
  const text = head.toString("latin1", 0, 12);
  if (text.startsWith("\u00ff\u00d8\u00ff")) return "image/jpeg";
  if (text.startsWith("\u0089PNG\r\n\u001a\n")) return "image/png";
  return text.startsWith("RIFF") && text.endsWith("WEBP") ? "image/webp" : null;
}

const refuse = (res: Response, status: number, message: string): void =>
  void res.status(status).type("text/plain").set("X-Content-Type-Options", "nosniff").send(message);
