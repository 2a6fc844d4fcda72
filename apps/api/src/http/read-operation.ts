/** @file The operation that a POST to /graphql brings: JSON, or multipart with a picture. */
import type { IncomingMessage, ServerResponse } from "node:http";
import processUpload from "graphql-upload/processRequest.mjs";
import { z } from "zod";
import { BODY_BYTES_MAX, FILE_BYTES_MAX } from "../limits/limits.ts";
import type { AskedOperation } from "../limits/check-document.ts";

/** A request that is refused before GraphQL sees it. */
export class RequestRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const Operation = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
/** A picture above FILE_BYTES_MAX is answered by its own mutation (IMAGE_TOO_LARGE), which comes first in the body; what is beyond all reason is not read. */
const MULTIPART_BYTES_MAX = 64 * 1024 * 1024;
/** Browsers send these only after asking (a preflight), so no foreign page can. */
const PREFLIGHT_HEADERS = ["apollo-require-preflight", "x-apollo-operation-name"];

export const isMultipart = (req: IncomingMessage): boolean => /^multipart\/form-data(;|$)/i.test(req.headers["content-type"] ?? "");

async function readMultipart(req: IncomingMessage, res: ServerResponse): Promise<unknown> {
  if (!PREFLIGHT_HEADERS.some((name) => req.headers[name]))
    throw new RequestRefused(400, "A multipart request needs the header `apollo-require-preflight: true`.");
  const announced = Number(req.headers["content-length"] ?? 0);
  if (announced > MULTIPART_BYTES_MAX)
    throw new RequestRefused(413, "The request is far larger than a picture may be (10 MiB). Larger files go by createUpload.");
  // When the length says already that the file is too large, its first bytes are enough to answer so.
  const maxFileSize = announced > FILE_BYTES_MAX + 2 * BODY_BYTES_MAX ? 1 : FILE_BYTES_MAX;
  try {
    return await processUpload(req, res, { maxFieldSize: BODY_BYTES_MAX, maxFileSize, maxFiles: 1 });
  } catch (error) {
    const { status = 400, message } = error as { status?: number; message: string };
    throw new RequestRefused(status, message);
  }
}

/** @throws {RequestRefused} */
export async function readOperation(req: IncomingMessage & { body?: unknown }, res: ServerResponse): Promise<AskedOperation> {
  const body = isMultipart(req) ? await readMultipart(req, res) : req.body;
  if (body === undefined) throw new RequestRefused(415, "Send `Content-Type: application/json`, or multipart/form-data with a file.");
  if (Array.isArray(body)) throw new RequestRefused(400, "One operation a request: batches are not answered.");
  const parsed = Operation.safeParse(body);
  if (!parsed.success) throw new RequestRefused(400, 'The body is JSON like { "query": "...", "operationName": "...", "variables": {} }.');
  return { query: parsed.data.query, operationName: parsed.data.operationName ?? null, variables: parsed.data.variables ?? {} };
}
