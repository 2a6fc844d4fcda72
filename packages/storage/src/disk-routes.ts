/** @file The HTTP side of DiskStore: signed GET with ranges and signed PUT of parts, below `/objects/`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { AppError } from "@capstan/run/error-code";
import { attachment } from "./attachment.ts";
import type { DiskStore } from "./disk-store.ts";
import { checkKey, type ByteRange } from "./object-store.ts";
import type { SignedRequest } from "./signature.ts";

/**
 * Answers a request below `/objects/`; whoever mounts it passes every method. Express may have cut the mount's path off.
 * Refusals are JSON `{ code, message }`: 403 for a URL that does not allow the request, 404, 405, 409, 411, 416 and 422.
 * 507 when the disk is full: the same part may be sent again when there is room.
 */
export async function handleObjectRequest(store: DiskStore, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const asked = parseRequest(store, req);
  if (!asked) return refuse(req, res, 403, "FORBIDDEN", "This link is not valid, or no longer. Ask for a new one.");
  try {
    await (asked.method === "GET" ? sendObject(store, asked, req, res) : receivePart(store, asked, req, res));
  } catch (error) {
    // A request whose reading was given up, as by a full disk, has lost its socket; the answer still has it.
    if (res.headersSent || !res.socket || res.socket.destroyed) return void res.destroy();
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT")
      return refuse(req, res, 507, "STORE_FULL", "The store's disk is full. Make room on the server, then send this again.");
    if (!(error instanceof AppError)) throw error;
    refuse(req, res, error.code === "UPLOAD_MISMATCH" ? 422 : 409, error.code, error.message);
  }
}

/** What the URL and method ask for, when its signature allows it. */
function parseRequest(store: DiskStore, req: IncomingMessage): SignedRequest | null {
  const target = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "";
  const method = req.method === "HEAD" ? "GET" : req.method;
  const [path = "", search = ""] = target.split("?", 2) as [string, string?];
  const at = path.indexOf("/objects/");
  if (at < 0 || (method !== "GET" && method !== "PUT")) return null;
  const query = new URLSearchParams(search);
  const number = (name: string): number | undefined => (query.has(name) ? Number(query.get(name)) : undefined);
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  try {
    const request: SignedRequest = {
      method,
      // Not decoded: our keys need no escapes, so whatever carries one is not ours.
      key: checkKey(path.slice(at + "/objects/".length)),
      expires: number("expires") ?? 0,
      uploadId: text("uploadId"),
      part: number("part"),
      sizeBytes: number("sizeBytes"),
      sha256: text("sha256"),
      fileName: text("fileName"),
    };
    return store.allows(request, query.get("signature") ?? "") ? request : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function sendObject(store: DiskStore, { key, fileName }: SignedRequest, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const found = await store.stat(key);
  if (!found) return refuse(req, res, 404, "MISSING", "There is no such object.");
  const range = parseRange(req.headers.range, found.sizeBytes);
  res.setHeader("Accept-Ranges", "bytes");
  if (range === "unsatisfiable") {
    res.setHeader("Content-Range", `bytes */${found.sizeBytes}`);
    return refuse(req, res, 416, "RANGE", `The object has ${found.sizeBytes} bytes.`);
  }
  if (range) res.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${found.sizeBytes}`);
  res.setHeader("Content-Length", range ? range.end - range.start + 1 : found.sizeBytes);
  // Bytes of users: never shown as a page of ours.
  res.setHeader("Content-Type", "application/octet-stream");
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  res.setHeader("Content-Disposition", attachment(fileName));
  res.setHeader("Cache-Control", "private, max-age=300, immutable");
  res.writeHead(range ? 206 : 200);
  if (req.method === "HEAD" || found.sizeBytes === 0) return void res.end();
  await pipeline(await store.get(key, range ?? undefined), res);
}

async function receivePart(store: DiskStore, asked: SignedRequest, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { key, uploadId = "", part = 0, sizeBytes = -1, sha256 } = asked;
  const announced = req.headers["content-length"];
  if (announced === undefined) return refuse(req, res, 411, "LENGTH_REQUIRED", "Send the part with a Content-Length.");
  if (Number(announced) !== sizeBytes)
    return refuse(req, res, 422, "UPLOAD_MISMATCH", `The part was announced with ${sizeBytes} bytes, the request brings ${announced}.`);
  const stored = await store.putPart(key, uploadId, part, req, { sizeBytes, sha256 });
  res.writeHead(200, { ETag: `"${stored.sha256}"` }).end();
}

/** Null: the whole object. Several ranges, and units that are not bytes, may be answered with the whole. */
function parseRange(header: string | undefined, sizeBytes: number): Required<ByteRange> | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const last = sizeBytes - 1;
  const start = match[1] === "" ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? last : Math.min(last, Number(match[2]));
  return start > end ? "unsatisfiable" : { start, end };
}

function refuse(req: IncomingMessage, res: ServerResponse, status: number, code: string, message: string): void {
  // What is still being sent is not worth reading: the connection ends with the answer.
  if (req.method === "PUT") res.setHeader("Connection", "close");
  res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ code, message }));
}
