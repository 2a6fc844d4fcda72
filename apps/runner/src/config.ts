/** @file The runner's settings, from the environment and nowhere else. */
import os from "node:os";
import path from "node:path";
import { z } from "zod";

const Env = z
  .object({
    API_URL: z.url({ protocol: /^https?$/, error: "set it to the address of the API, for example http://127.0.0.1:4000" }),
    RUNNER_TOKEN: z
      .string({ error: "set it to the token that createRunner showed once; make one in the dashboard under Runners" })
      .min(16, "that is too short to be a runner token; copy all of it"),
    RUNNER_HOME: z.string().min(1).default(".capstan/runner"),
    CACHE_LIMIT_GB: z.coerce.number().positive().default(50),
    ENGINE: z.enum(["auto", "native", "tensorflow", "wasm"]).default("auto"),
    PRECISION: z.enum(["fp32", "bf16"]).optional(),
    THREADS: z.coerce.number().int().min(0).max(1024).default(0),
    DRAIN_SECONDS: z.coerce.number().min(1).max(3600).default(25),
    HUNG_SECONDS: z.coerce.number().min(1).max(86_400).default(300),
    HUNG_STEPS: z.coerce.number().min(2).max(10_000).default(20),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  })
  .transform((env) => ({
    /** The GraphQL endpoint; the WebSocket has the same path. */
    endpoint: graphqlEndpoint(env.API_URL),
    token: env.RUNNER_TOKEN,
    home: path.resolve(env.RUNNER_HOME),
    cacheLimitBytes: env.CACHE_LIMIT_GB * 1024 ** 3,
    engine: env.ENGINE,
    precision: env.PRECISION,
    threads: env.THREADS || os.availableParallelism(),
    /** How long a draining runner may take to write and upload its checkpoint before it lets go of the run. */
    drainMs: env.DRAIN_SECONDS * 1000,
    /** A trainer that is silent for longer than both is ended. */
    hung: { silenceMs: env.HUNG_SECONDS * 1000, silenceSteps: env.HUNG_STEPS },
    logLevel: env.LOG_LEVEL,
  }));
export type RunnerConfig = z.infer<typeof Env>;

/** `http://host:4000` and `http://host:4000/graphql` both mean the endpoint `/graphql`. */
export function graphqlEndpoint(apiUrl: string): string {
  const url = new URL(apiUrl);
  const base = url.pathname.replace(/\/+$/, "");
  url.pathname = base.endsWith("/graphql") ? base : `${base}/graphql`;
  return url.href;
}

/** The only reader of the environment in this app. @throws one error that lists every bad variable and what to set. */
export function readConfig(source: NodeJS.ProcessEnv): RunnerConfig {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The runner cannot start: its environment is incomplete.\n${lines.join("\n")}`);
}

/** What a child may see of our environment: no token, no key, nothing else that somebody may have put there. */
export function childEnvironment(source: NodeJS.ProcessEnv, threads: number): NodeJS.ProcessEnv {
  const kept = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
    "CAPSTAN_MEMORY_BUDGET",
  ];
  const env: NodeJS.ProcessEnv = {};
  for (const name of kept) if (source[name] !== undefined) env[name] = source[name];
  // Spinning OpenMP threads under contention were measured 5-7 times slower.
  return { ...env, OMP_WAIT_POLICY: "passive", OMP_NUM_THREADS: String(threads) };
}
