/** @file What each program may see of our environment: its own settings, and nobody's secrets. */

const EVERYBODY = [
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  "NODE_ENV",
  "LOG_LEVEL",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
];
const OWN = {
  API: [
    "DATABASE_POOL_SIZE",
    "S3_BUCKET",
    "S3_ENDPOINT",
    "S3_PUBLIC_URL",
    "S3_REGION",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "LINKED_FOLDERS",
    "CAPTION_WORKERS",
    "CAPTION_PRECISION",
    "INTROSPECTION",
    "TRUSTED_PROXIES",
    "METRICS_TOKEN",
    "TEAM_POINTS_PER_SECOND",
    "TEAM_REPORT_MB_PER_DAY",
    "THROTTLE_SIGN_IN",
    "ENGINE",
    "THREADS",
    "OMP_NUM_THREADS",
  ],
  dashboard: ["S3_BUCKET", "S3_ENDPOINT", "S3_PUBLIC_URL"],
  runner: [
    "ENGINE",
    "THREADS",
    "PRECISION",
    "CACHE_LIMIT_GB",
    "DRAIN_SECONDS",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
  ],
} as const;
export type ServiceName = keyof typeof OWN;

export function environmentOf(service: ServiceName, settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const names: readonly string[] = [...EVERYBODY, ...OWN[service]];
  const inherited = Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  // Spinning OpenMP threads under contention were measured 5 to 7 times slower.
  return { ...inherited, OMP_WAIT_POLICY: "passive", NODE_ENV: "production", ...settings };
}
