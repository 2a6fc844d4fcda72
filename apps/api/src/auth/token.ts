/**
 * @file Tokens that machines carry: `cap_<id>_<secret>_<crc32>` for API keys, `rnt_...` for runners.
 *
 * The id finds the row without a search by secret, the secret has 256 random bits (so one SHA-256 suffices as its hash),
 * and the checksum tells a mistyped or invented token from ours before any query.
 */
import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { ID_PREFIXES } from "@capstan/run/id";

const PREFIX = { apiKey: "cap", runner: "rnt" } as const;
export type TokenKind = keyof typeof PREFIX;

/** Crockford's base32, lower case, as in ids. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 52;
const SHAPE = new RegExp(`^(cap|rnt)_([${ALPHABET}]{26})_([${ALPHABET}]{${SECRET_LENGTH}})_([0-9a-f]{8})$`);
/** What redaction and leak tests look for. */
export const TOKEN_PATTERN = new RegExp(`(?:cap|rnt)_[${ALPHABET}]{26}_[${ALPHABET}]{${SECRET_LENGTH}}(?:_[0-9a-f]{8})?`, "g");

/** A secret of 256 random bits. */
export function newSecret(): string {
  let value = 0n;
  for (const byte of randomBytes(SECRET_BYTES)) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < SECRET_LENGTH; i++) {
    text = ALPHABET[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}

/** What the database keeps of a secret: SHA-256 in hex. */
export const hashSecret = (secret: string): string => hash("sha256", secret);

/** True when both hashes are the same; takes the same time wherever they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const checksum = (body: string): string => crc32(body).toString(16).padStart(8, "0");

/** A new token of the row `id`. `token` is shown once and kept nowhere; `hash` and `last4` are stored. */
export function mintToken(kind: TokenKind, id: string): { readonly token: string; readonly hash: string; readonly last4: string } {
  const secret = newSecret();
  const body = `${PREFIX[kind]}_${id.slice(ID_PREFIXES[kind].length + 1)}_${secret}`;
  return { token: `${body}_${checksum(body)}`, hash: hashSecret(secret), last4: secret.slice(-4) };
}

/** The row's id and the secret's hash of a token of ours; null for any other text. */
export function readToken(token: string): { readonly kind: TokenKind; readonly id: string; readonly hash: string } | null {
  const match = SHAPE.exec(token);
  if (!match) return null;
  const [, prefix, id, secret, sum] = match as unknown as [string, string, string, string, string];
  if (checksum(`${prefix}_${id}_${secret}`) !== sum) return null;
  const kind: TokenKind = prefix === PREFIX.apiKey ? "apiKey" : "runner";
  return { kind, id: `${ID_PREFIXES[kind]}_${id}`, hash: hashSecret(secret) };
}
