/** @file What the command reads from the environment, and nowhere else. */
import os from "node:os";
import path from "node:path";

export interface Environment {
  /** Where the sign-in is kept. */
  readonly configFile: string;
  readonly apiUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly runnerToken: string | undefined;
  readonly runnerHome: string;
  /** Where `npm start` keeps its data; null: in `.capstan`, here or above. */
  readonly home: string | null;
  /** For resetting a password only, and only passed on. */
  readonly databaseSystemUrl: string | null;
  /** Show stack traces. */
  readonly isDebug: boolean;
  readonly cwd: string;
}

export function readEnvironment(source: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Environment {
  const configHome = source["XDG_CONFIG_HOME"] || path.join(source["HOME"] || os.homedir(), ".config");
  return {
    configFile: path.join(configHome, "capstan", "config.json"),
    apiUrl: source["CAPSTAN_API_URL"] || undefined,
    apiKey: source["CAPSTAN_API_KEY"] || undefined,
    runnerToken: source["RUNNER_TOKEN"] || undefined,
    runnerHome: path.resolve(cwd, source["RUNNER_HOME"] || ".capstan/runner"),
    home: source["CAPSTAN_HOME"] ? path.resolve(cwd, source["CAPSTAN_HOME"]) : null,
    databaseSystemUrl: source["DATABASE_SYSTEM_URL"] || null,
    isDebug: Boolean(source["DEBUG"]),
    cwd,
  };
}

/** For programs that this command starts: all of our environment, and what they are told besides. */
export const environmentWith = (more: Record<string, string>): NodeJS.ProcessEnv => ({ ...process.env, ...more });
