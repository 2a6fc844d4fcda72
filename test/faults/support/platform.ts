/**
 * @file The platform of the fault matrix: one team with a small drawn dataset; each row trains in a pool of its own, so that
 * rows do not take each other's runs.
 */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { generateDemo } from "@capstan/dataset/demo/generate-demo";
import { run } from "../../../tools/setup/command.mjs";
import { ApiClient } from "../../../tools/start/api-client.ts";
import { BarePlatform, baseEnvironment, openGround, WEB_ORIGIN, type Ground, type PlatformOptions } from "./bare-platform.ts";
import { NODE } from "./programs.ts";

const PICTURES = 600;

export class Platform extends BarePlatform {
  readonly seed: number;
  /** An owner of the team, straight to the API. */
  person!: ApiClient;
  teamId = "";
  datasetId = "";

  private constructor(ground: Ground, seed: number) {
    super(ground);
    this.seed = seed;
  }

  static async start(options: PlatformOptions & { readonly seed: number }): Promise<Platform> {
    const platform = new Platform(await openGround(options), options.seed);
    platform.startApi();
    await platform.untilReady();
    await platform.#makeTeam();
    await platform.#importPictures();
    return platform;
  }

  async #makeTeam(): Promise<void> {
    const body = { name: "Faults", email: "faults@example.org", password: randomBytes(12).toString("base64url") };
    this.person = await new ApiClient(this.apiUrl).sign("sign-up", body, WEB_ORIGIN);
    const { viewer } = await this.person.call<{ viewer: { teams: { id: string }[] } }>("{ viewer { teams { id } } }");
    this.teamId = viewer.teams[0]!.id;
    await this.database.query("UPDATE teams SET run_cap = 100 WHERE id = $1", [this.teamId]);
  }

  async #importPictures(): Promise<void> {
    const pictures = path.join(this.folder, "pictures");
    await generateDemo(pictures, { pictures: PICTURES, seed: 1 });
    const { createApiKey } = await this.mutate<{ createApiKey: { secret: string } }>(
      "createApiKey",
      { teamId: this.teamId, name: "import", scopes: ["ADMIN"] },
      "secret",
    );
    const env = { ...baseEnvironment(), CAPSTAN_API_URL: this.apiUrl, CAPSTAN_API_KEY: createApiKey.secret };
    const { code, output } = await run(NODE, ["apps/cli/bin/capstan.mjs", "dataset", "import", pictures, "--name", "Shapes"], { env });
    if (code !== 0) throw new Error(`The pictures could not be imported: ${output}`);
    const rows = await this.database.query<{ id: string }>("SELECT id FROM datasets WHERE team_id = $1", [this.teamId]);
    this.datasetId = rows[0]!.id;
  }

  /** @throws {Error} with the first GraphQL error or UserError. */
  mutate<Data>(
    name: string,
    input: object,
    selection: string,
    inputType = `${name[0]!.toUpperCase()}${name.slice(1)}Input`,
  ): Promise<Data> {
    return this.person.call<Data>(`mutation ($input: ${inputType}!) { ${name}(input: $input) { ${selection} errors { message } } }`, {
      input,
    });
  }

  async createPool(name: string): Promise<string> {
    const input = { teamId: this.teamId, name: `${name}-${randomBytes(3).toString("hex")}` };
    return (await this.mutate<{ createPool: { pool: { id: string } } }>("createPool", input, "pool { id }")).createPool.pool.id;
  }

  async createRunner(poolId: string, name: string): Promise<{ id: string; token: string }> {
    const { createRunner } = await this.mutate<{ createRunner: { runner: { id: string }; token: string } }>(
      "createRunner",
      { teamId: this.teamId, poolId, name },
      "runner { id } token",
    );
    return { id: createRunner.runner.id, token: createRunner.token };
  }

  /** Asks something of a run: cancelRun, stopRun, ... */
  async ask(mutation: string, runId: string): Promise<void> {
    await this.mutate(mutation, { id: runId }, "run { id }", "RunIdInput");
  }
}
