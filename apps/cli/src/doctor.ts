/** @file The checks of `capstan doctor`: each says whether it is well and, when not, what to do. */
import { statfs } from "node:fs/promises";
import { describeEngines } from "@capstan/engine/doctor";
import { prepareEngine } from "@capstan/engine/prepare-engine";
import { Api, apiOrigin, reasonOf } from "./api.ts";
import { CliError } from "./cli-error.ts";
import type { Environment } from "./config.ts";
import { RunnersDocument, WhoamiDocument } from "./graphql/documents.generated.ts";
import { formatBytes } from "./print.ts";
import { loadSignIn, type SignIn } from "./sign-in.ts";

export interface Check {
  readonly name: string;
  /** `warning` does not stop anything from working. */
  readonly state: "well" | "warning" | "broken";
  readonly says: string;
}

const NODE_MIN = 24;
const DISK_LOW_BYTES = 5e9;

const well = (name: string, says: string): Check => ({ name, state: "well", says });
const warning = (name: string, says: string): Check => ({ name, state: "warning", says });
const broken = (name: string, says: string): Check => ({ name, state: "broken", says });

export async function* examine(env: Environment): AsyncGenerator<Check> {
  const major = Number(process.versions.node.split(".")[0]);
  yield major >= NODE_MIN
    ? well("Node", process.version)
    : broken("Node", `${process.version} is older than ${NODE_MIN}. Run npm install: it brings the right one.`);
  yield* examineApi(env);
  for (const { name, usable, reason, advice } of await describeEngines())
    yield usable ? well(`engine ${name}`, reason) : warning(`engine ${name}`, advice ? `${reason} ${advice}` : reason);
  yield await examineEngine();
  yield await examineDisk(env.cwd);
}

/** Starts the engine that a runner here would start. */
async function examineEngine(): Promise<Check> {
  const { name, device, precision, threads } = await prepareEngine({ precision: "bf16" });
  return well(
    "engine chosen",
    `${name} on ${device}, ${precision === "bf16" ? "fp32 or bf16" : "fp32 only"}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
  );
}

async function* examineApi(env: Environment): AsyncGenerator<Check> {
  let signIn: SignIn;
  try {
    signIn = await loadSignIn(env);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return yield broken("sign-in", error.message);
  }
  yield* examineReady(signIn.apiUrl);
  try {
    const api = new Api(signIn);
    const { viewer } = await api.call(WhoamiDocument, {});
    yield well("sign-in", `${viewer.user?.email ?? viewer.apiKey?.name ?? "API key"}, by ${signIn.from}`);
    const { team } = await api.call(RunnersDocument, {});
    const online = team.runners.filter((runner) => runner.online).length;
    yield online > 0
      ? well("runners", `${online} online`)
      : warning("runners", "none is online, so runs stay queued. Start one with: capstan runner start");
    yield team.settings.linkedFoldersAllowed
      ? well("linked folders", "allowed")
      : well("linked folders", "not allowed by the API; datasets are uploaded");
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    yield broken("sign-in", error.message);
  }
}

async function* examineReady(apiUrl: string): AsyncGenerator<Check> {
  try {
    const response = await fetch(`${apiOrigin(apiUrl)}/readyz`, { signal: AbortSignal.timeout(5000) });
    yield well("API", apiUrl);
    yield response.ok
      ? well("database", "reachable by the API")
      : broken("database", `the API is up but not ready: ${(await response.text()).slice(0, 200)}`);
  } catch (error) {
    yield broken("API", `${apiUrl} does not answer (${reasonOf(error)}). Start it with: npm start`);
  }
}

async function examineDisk(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return free < DISK_LOW_BYTES
    ? warning("disk", `only ${formatBytes(free)} free here; datasets and checkpoints need more`)
    : well("disk", `${formatBytes(free)} free`);
}
