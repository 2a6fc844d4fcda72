/** @file The platform under soak: an API that is started again when it ends, and teams whose runners train nothing. */
import { newId } from "@capstan/run/id";
import { BarePlatform, openGround, WEB_ORIGIN } from "../../faults/support/bare-platform.ts";
import { areEnding, type Program } from "../../faults/support/programs.ts";
import { createRunner, signUp, type TestUser } from "../../support/people.ts";
import { FakeRunner } from "../../support/training-floor.ts";

export interface SoakTeam {
  readonly user: TestUser;
  readonly datasetId: string;
  readonly runners: readonly FakeRunner[];
}

export class SoakPlatform extends BarePlatform {
  /** Times that the API ended although nobody killed it. */
  deaths = 0;
  #isKilling = false;

  static async start(seed: string): Promise<SoakPlatform> {
    const platform = new SoakPlatform(await openGround({ seed, logLevel: "warn" }));
    platform.startApi();
    await platform.untilReady();
    return platform;
  }

  /** Where callers reach the API; through the proxy. */
  get url(): string {
    return this.proxy.url;
  }

  /** An API that ends although nobody killed it is counted, and started again. */
  override startApi(): void {
    super.startApi();
    void this.#reviveAfter(this.api);
  }

  async #reviveAfter(api: Program): Promise<void> {
    await api.exited;
    if (this.#isKilling || areEnding()) return;
    this.deaths++;
    this.startApi();
  }

  override async crashApi(): Promise<number> {
    this.#isKilling = true;
    const readyMs = await super.crashApi();
    this.#isKilling = false;
    return readyMs;
  }

  /** A person with a team, a dataset without pictures and `count` runners. */
  async createTeam(name: string, count: number, cap: number): Promise<SoakTeam> {
    const user = await signUp(this.url, WEB_ORIGIN, name);
    const [datasetId, versionId] = [newId("dataset"), newId("datasetVersion")];
    await this.database.query("INSERT INTO datasets (id, team_id, name) VALUES ($1, $2, 'Shapes')", [datasetId, user.teamId]);
    await this.database.query(
      `INSERT INTO dataset_versions (id, team_id, dataset_id, number, status, train_count, picture_count, content_hash, object_prefix, files, ready_at)
       VALUES ($1, $2, $3, 1, 'READY', 1, 1, 'hash', 'prefix', '[]', now())`,
      [versionId, user.teamId, datasetId],
    );
    await this.database.query("UPDATE teams SET run_cap = $2 WHERE id = $1", [user.teamId, cap]);
    const runners: FakeRunner[] = [];
    for (let index = 0; index < count; index++) {
      const { client, id } = await createRunner(user);
      runners.push(new FakeRunner(client, id));
    }
    return { user, datasetId, runners };
  }
}
