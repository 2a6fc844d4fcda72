/** @file The API's settings. This is the only file that reads the environment. */
import { createHash, hkdfSync } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { z } from "zod";

export interface DiskObjects {
  readonly kind: "disk";
  readonly folder: string;
  /** Signs the URLs of objects. */
  readonly secret: string;
}
export interface S3Objects {
  readonly kind: "s3";
  readonly endpoint: string | null;
  /** Where callers reach the bucket, when that is not `endpoint`. */
  readonly publicUrl: string | null;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where callers reach this API; signed URLs begin with it. No slash at its end. */
  readonly publicUrl: string;
  /** Origins of the dashboard: what browsers may call from, and sign in from. The first one is where invitations lead. */
  readonly webOrigins: readonly string[];
  readonly databaseAppUrl: string;
  readonly databaseSystemUrl: string;
  readonly databasePoolSize: number;
  readonly authSecret: string;
  readonly objects: DiskObjects | S3Objects;
  /** For what can be fetched again: checkpoints that caption, unpacked uploads. */
  readonly cacheDir: string;
  /** Folders that datasets may link to; none means that no folder may be linked. */
  readonly linkedFolders: readonly string[];
  /** Processes that hold a model and caption. */
  readonly captionWorkers: number;
  /** What captionImage computes in; an engine without bf16 goes on in fp32. */
  readonly captionPrecision: "fp32" | "bf16";
  readonly logLevel: string;
  readonly isProduction: boolean;
  readonly allowIntrospection: boolean;
  /** How many proxies in front of us write X-Forwarded-For. */
  readonly trustedProxies: number;
  /** What a scraper that is not on this machine sends to read /metrics; null refuses it. */
  readonly metricsToken: string | null;
  /** What a team's runners may report; more is refused for a while. */
  readonly reportQuota: { readonly pointsPerSecond: number; readonly bytesPerDay: number };
  /** Sign-in is throttled; tests that sign up many people turn it off. */
  readonly throttleSignIn: boolean;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");
const text = z.string().min(1);
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.enum(["0", "1", "false", "true"]).transform((value) => value === "1" || value === "true");
const url = z.url().transform((value) => value.replace(/\/+$/, ""));
const list = (separator: string) =>
  z.string().transform((value) =>
    value
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

const Environment = z.object({
  HOST: text.default("127.0.0.1"),
  API_PORT: whole(0, 65_535).default(4000),
  PUBLIC_URL: url.optional(),
  WEB_ORIGIN: list(",")
    .pipe(z.array(z.url().transform((value) => new URL(value).origin)))
    .default(["http://127.0.0.1:3000", "http://localhost:3000"]),
  DATABASE_APP_URL: text,
  DATABASE_SYSTEM_URL: text,
  DATABASE_POOL_SIZE: whole(2, 500).default(16),
  AUTH_SECRET: z.string().min(32, "has at least 32 characters; make one: openssl rand -base64 32"),
  OBJECTS_DIR: text.optional(),
  OBJECTS_SECRET: z.string().min(32).optional(),
  S3_BUCKET: text.optional(),
  S3_ENDPOINT: url.optional(),
  S3_PUBLIC_URL: url.optional(),
  S3_REGION: text.default("us-east-1"),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  CACHE_DIR: text.optional(),
  LINKED_FOLDERS: list(":").default([]),
  CAPTION_WORKERS: whole(1, 64).optional(),
  CAPTION_PRECISION: z.enum(["fp32", "bf16"], "is fp32, or bf16: faster where the processor multiplies bfloat16").default("fp32"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  NODE_ENV: z.string().default("development"),
  INTROSPECTION: flag.optional(),
  TRUSTED_PROXIES: whole(0, 10).default(0),
  METRICS_TOKEN: z.string().min(16).optional(),
  TEAM_POINTS_PER_SECOND: whole(1, 10_000_000).default(50_000),
  TEAM_REPORT_MB_PER_DAY: whole(1, 100_000_000).default(20_000),
  THROTTLE_SIGN_IN: flag.default(true),
});
type Environment = z.infer<typeof Environment>;

/** A secret for one purpose, made from another, so that one leak is not all leaks. */
const derive = (secret: string, purpose: string): string =>
  Buffer.from(hkdfSync("sha256", secret, "capstan", purpose, 32)).toString("base64url");

function objectsOf(env: Environment): DiskObjects | S3Objects {
  if (env.S3_BUCKET !== undefined) {
    return {
      kind: "s3",
      endpoint: env.S3_ENDPOINT ?? null,
      publicUrl: env.S3_PUBLIC_URL ?? null,
      bucket: env.S3_BUCKET,
      region: env.S3_REGION,
      accessKeyId: env.S3_ACCESS_KEY_ID ?? null,
      secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? null,
    };
  }
  if (env.OBJECTS_DIR === undefined) throw new Error("The API needs a place for objects: set OBJECTS_DIR to a folder, or S3_BUCKET.");
  return { kind: "disk", folder: path.resolve(env.OBJECTS_DIR), secret: env.OBJECTS_SECRET ?? derive(env.AUTH_SECRET, "objects") };
}

/**
 * The settings in `variables`; an empty variable counts as left out.
 * @throws {Error} that names every setting that is missing or wrong.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `  ${issue.path.join(".")}: ${given[String(issue.path[0])] === undefined ? "is missing" : issue.message}`,
    );
    throw new Error(`The API cannot start with these settings:\n${problems.join("\n")}`);
  }
  const env = parsed.data;
  const isProduction = env.NODE_ENV === "production";
  const shown = env.HOST === "0.0.0.0" || env.HOST === "::" ? "127.0.0.1" : env.HOST;
  const known = createHash("sha256").update(env.AUTH_SECRET).digest("hex").slice(0, 12);
  return {
    host: env.HOST,
    port: env.API_PORT,
    publicUrl: env.PUBLIC_URL ?? `http://${shown.includes(":") ? `[${shown}]` : shown}:${env.API_PORT}`,
    webOrigins: env.WEB_ORIGIN,
    databaseAppUrl: env.DATABASE_APP_URL,
    databaseSystemUrl: env.DATABASE_SYSTEM_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    authSecret: env.AUTH_SECRET,
    objects: objectsOf(env),
    cacheDir: path.resolve(env.CACHE_DIR ?? path.join(os.tmpdir(), `capstan-cache-${known}`)),
    linkedFolders: env.LINKED_FOLDERS.map((folder) => path.resolve(folder)),
    captionWorkers: env.CAPTION_WORKERS ?? Math.max(1, Math.min(4, Math.floor(os.availableParallelism() / 4))),
    captionPrecision: env.CAPTION_PRECISION,
    logLevel: env.LOG_LEVEL,
    isProduction,
    allowIntrospection: env.INTROSPECTION ?? (!isProduction || isLoopback(env.HOST)),
    trustedProxies: env.TRUSTED_PROXIES,
    metricsToken: env.METRICS_TOKEN ?? null,
    reportQuota: { pointsPerSecond: env.TEAM_POINTS_PER_SECOND, bytesPerDay: env.TEAM_REPORT_MB_PER_DAY * 1e6 },
    throttleSignIn: env.THROTTLE_SIGN_IN,
  };
}

/** The system role's URL alone, for tools that need nothing else. @throws {Error} that says how to give it. */
export function readSystemUrl(variables: Readonly<Record<string, string | undefined>> = process.env): string {
  if (variables.DATABASE_SYSTEM_URL) return variables.DATABASE_SYSTEM_URL;
  throw new Error("Which database? Set DATABASE_SYSTEM_URL, as the API has it.");
}
