/**
 * @file The main path of the product on real parts: sign in, start a run, watch its loss fall, see checkpoints come, caption
 * a picture; then a runner that is killed in the middle of a run.
 */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiClient } from "../../tools/start/api-client.ts";
import { chromiumPath, openBrowser } from "./support/browser.ts";
import { startPlatform, type Platform } from "./support/start-platform.ts";

describe.skipIf(!chromiumPath)("the main path in a browser", () => {
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  let api: ApiClient;
  const mishaps: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    api = new ApiClient(platform.local.apiUrl, { authorization: `Bearer ${platform.local.apiKey}` });
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", (error) => mishaps.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  test("the call that the start prints works when pasted", async () => {
    const call = /curl -sS[\s\S]*?-F 0=@\S+/.exec(platform.output())?.[0];
    expect(call).toBeDefined();
    const { stdout } = await promisify(execFile)("sh", ["-c", call!]);
    const { captionImage } = (JSON.parse(stdout) as { data: { captionImage: { caption: { text: string }; errors: unknown[] } } }).data;
    expect(captionImage.errors).toEqual([]);
    expect(captionImage.caption.text.length).toBeGreaterThan(3);
  });

  test("a person signs in", async () => {
    await page.goto(platform.local.webUrl);
    await page.getByLabel("Email").fill(platform.local.email);
    await page.getByLabel("Password").fill(platform.local.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "New run" }).first().waitFor();
  });

  test("a run made in the dashboard is claimed, and its loss falls on the page", async () => {
    await page.getByRole("link", { name: "New run" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("From the browser");
    await page.getByRole("button", { name: "Start run" }).click();
    await page.waitForURL(/\/runs\/run_/);
    const id = /run_[0-9a-z]+/.exec(page.url())![0];
    await page.getByRole("img", { name: /Loss by step/ }).waitFor();
    await until(async () => (await lossOf(api, id)).steps.length >= 40, 120_000);

    const { run } = await api.call<{ run: { createdAt: string; attempts: { claimedAt: string }[] } }>(
      "query ($id: ID!) { run(id: $id) { createdAt attempts { claimedAt } } }",
      { id },
    );
    console.info(`claimed ${Date.parse(run.attempts[0]!.claimedAt) - Date.parse(run.createdAt)} ms after it was created`);
    const { steps, values } = await lossOf(api, id);
    expect(steps.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    expect(mean(values.slice(30, 40))).toBeLessThan(mean(values.slice(0, 5)) * 0.8);
    // The page shows it without a reload.
    await page
      .getByText(/step\s+\d+/i)
      .first()
      .waitFor();
  });

  test("stop writes a checkpoint, which the page shows and the playground captions with", async () => {
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    const confirm = page.getByRole("alertdialog").getByRole("button", { name: /stop/i });
    if (await confirm.isVisible().catch(() => false)) await confirm.click();
    const id = /run_[0-9a-z]+/.exec(page.url())![0];
    await until(async () => (await runOf(api, id)).status === "SUCCEEDED", 30_000);
    const run = await runOf(api, id);
    expect(run.endReason).toBe("STOPPED");
    expect(run.checkpoints.length).toBeGreaterThan(0);

    await page.getByRole("link", { name: "Playground", exact: true }).click();
    const pictures = path.join(platform.home, "demo/test");
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles(path.join(pictures, readdirSync(pictures).sort()[0]!));
    await page
      .getByRole("button", { name: /^caption/i })
      .first()
      .click();
    await page
      .getByText(/\d+(\.\d+)?\s*ms/)
      .first()
      .waitFor({ timeout: 30_000 });
  });

  test("a run whose runner is killed goes on by itself, without a hole or a double step", async () => {
    const { team } = await api.call<{ team: { datasets: { edges: { node: { id: string } }[] } } }>(
      "query ($slug: String) { team(slug: $slug) { datasets { edges { node { id } } } } }",
      { slug: platform.local.team },
    );
    const { createRun } = await api.call<{ createRun: { run: { id: string } } }>(
      "mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } errors { message } } }",
      {
        input: {
          datasetId: team.datasets.edges[0]!.node.id,
          config: { preset: "demo", checkpoint: { everySteps: 10 }, schedule: { epochs: 1 } },
        },
      },
    );
    const { id } = createRun.run;
    await until(async () => (await runOf(api, id)).checkpoints.length > 0 && (await runOf(api, id)).progress.step > 15, 120_000);
    process.kill(await platform.pidOf("runner"), "SIGKILL");
    const killedMs = Date.now();
    const stepThen = (await runOf(api, id)).progress.step;
    await until(async () => (await runOf(api, id)).progress.step > stepThen, 60_000);
    console.info(`the run was going again ${((Date.now() - killedMs) / 1000).toFixed(1)} s after its runner was killed`);
    await until(async () => (await runOf(api, id)).status === "SUCCEEDED", 180_000);
    const { steps } = await lossOf(api, id);
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => i + 1));
  });

  test("the pages threw no error", () => {
    expect(mishaps).toEqual([]);
  });

  test("Ctrl-C ends everything", async () => {
    const pids = await Promise.all((["API", "dashboard", "runner"] as const).map((name) => platform.pidOf(name)));
    expect(await platform.interrupt()).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});

const RUN = "query ($id: ID!) { run(id: $id) { status endReason progress { step } checkpoints { id kinds } } }";
interface RunAnswer {
  readonly status: string;
  readonly endReason: string | null;
  readonly progress: { readonly step: number };
  readonly checkpoints: readonly { readonly id: string }[];
}
const runOf = async (api: ApiClient, id: string): Promise<RunAnswer> => (await api.call<{ run: RunAnswer }>(RUN, { id })).run;

async function lossOf(api: ApiClient, id: string): Promise<{ steps: number[]; values: number[] }> {
  const { run } = await api.call<{ run: { metrics: { steps: number[]; values: number[] }[] } }>(
    'query ($id: ID!) { run(id: $id) { metrics(names: ["loss"], maxPoints: 5000) { steps values } } }',
    { id },
  );
  return run.metrics[0] ?? { steps: [], values: [] };
}

/** Waits until `holds`. @throws when it does not in time. */
async function until(holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 250)))
    if (await holds()) return;
  throw new Error(`It did not happen within ${timeoutMs / 1000} s: ${holds}`);
}
