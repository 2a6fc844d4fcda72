/** @file Ids of ours: a prefix that names the kind, and a UUIDv7 in base32. The same string in URLs, SQL, logs and GraphQL. */

export const ID_PREFIXES = {
  user: "user",
  session: "ses",
  account: "acc",
  verification: "ver",
  team: "team",
  member: "mem",
  invitation: "inv",
  apiKey: "key",
  pool: "pool",
  runner: "rnr",
  upload: "upl",
  dataset: "ds",
  datasetVersion: "dsv",
  picture: "pic",
  config: "cfg",
  run: "run",
  checkpoint: "ckpt",
  caption: "cap",
  auditEvent: "aud",
  evaluation: "eval",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** Crockford's base32, lower case: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BODY_LENGTH = 26;
const KIND_OF_PREFIX = new Map<string, IdKind>(Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix, kind as IdKind]));

/** 128 bits as 26 letters, most significant first, so that text order is time order. */
function base32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < BODY_LENGTH; i++) {
    text = ALPHABET[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}

/**
 * A new id of `kind`, for example `run_06h8...`.
 * @source RFC 9562, UUID version 7: 48 bits of Unix milliseconds, then random bits.
 */
export function newId(kind: IdKind, nowMs: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = BigInt(nowMs);
  for (let i = 5; i >= 0; i--) {
    bytes[i] = Number(ms & 255n);
    ms >>= 8n;
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return idFrom(kind, bytes);
}

/** The id of `kind` that is made of these 16 bytes: the same bytes, the same id. */
export const idFrom = (kind: IdKind, bytes: Uint8Array): string => `${ID_PREFIXES[kind]}_${base32(bytes)}`;

/** The kind that an id's prefix names, or null when it is not an id of ours. */
export function kindOf(id: string): IdKind | null {
  const match = /^([a-z]+)_([0-9a-hjkmnp-tv-z]{26})$/.exec(id);
  return match ? (KIND_OF_PREFIX.get(match[1]!) ?? null) : null;
}
