/** @file What a URL of ours allows: one method on one object, of one size, until a time. */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface SignedRequest {
  /** HEAD is signed as GET. */
  readonly method: "GET" | "PUT";
  readonly key: string;
  /** Unix seconds; the URL is dead from then on. */
  readonly expires: number;
  /** PUT: which part of which upload, and exactly how many bytes. */
  readonly uploadId?: string;
  readonly part?: number;
  readonly sizeBytes?: number;
  readonly sha256?: string;
  /** GET: the name under which a browser saves it. */
  readonly fileName?: string;
}

/** The signature of `request`, base64url. Every field counts: an absent one differs from an empty one. */
export function sign(secret: string, request: SignedRequest): string {
  const { method, key, expires, uploadId, part, sizeBytes, sha256, fileName } = request;
  const text = JSON.stringify([method, key, expires, uploadId ?? null, part ?? null, sizeBytes ?? null, sha256 ?? null, fileName ?? null]);
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/** True for a signature that `sign` made with this secret and that has not expired. Takes the same time for every wrong one. */
export function verify(secret: string, request: SignedRequest, signature: string, nowSeconds: number): boolean {
  const wanted = Buffer.from(sign(secret, request));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given) && nowSeconds < request.expires;
}
