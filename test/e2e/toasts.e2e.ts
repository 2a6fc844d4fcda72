/** @file Toasts in front of dialogs, in a browser: the parts themselves, without the platform. */
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { build, type Rolldown } from "vite";
import { chromiumPath, openBrowser } from "./support/browser.ts";

const WEB = path.resolve(import.meta.dirname, "../../apps/web");

/** The program and the styles of the page, in memory. */
async function bundle(): Promise<{ script: string; style: string }> {
  const built = (await build({
    root: WEB,
    configFile: false,
    logLevel: "error",
    define: { "process.env": "{}" },
    build: { write: false, rolldownOptions: { input: path.join(WEB, "src/ui/testing/toasts-page.tsx") } },
  })) as Rolldown.RolldownOutput;
  const style = built.output.find(({ fileName }) => fileName.endsWith(".css"));
  if (style?.type !== "asset") throw new Error("The page has no styles.");
  return { script: built.output[0].code, style: String(style.source) };
}

describe.skipIf(!chromiumPath)("toasts", () => {
  let browser: Browser;
  let page: Page;
  let parts: { script: string; style: string };
  const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  /** What screen readers find in live regions, as the browser's own accessibility tree has it: without what lies behind an open dialog. */
  async function heard(): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const isLive = (id: string | undefined): boolean => {
      const node = id === undefined ? undefined : byId.get(id);
      return node !== undefined && (node.role?.value === "status" || isLive(node.parentId));
    };
    return nodes.filter(({ role, parentId }) => role?.value === "StaticText" && isLive(parentId)).map(({ name }) => String(name?.value));
  }

  beforeAll(async () => {
    [browser, parts] = await Promise.all([openBrowser(), bundle()]);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    await page.setContent(`<style>${parts.style}</style><div id="root"></div>`);
    await page.addScriptTag({ type: "module", content: parts.script });
  });

  test("what is said while a dialog is open lies in front of it, is read out, and can be dismissed without closing it", async () => {
    // So low that the dialog reaches to the foot of the window.
    await page.setViewportSize({ width: 800, height: 300 });
    await press("Open over the page");
    await press("Say on the dialog");
    expect(await heard()).toEqual(["said on the dialog"]);
    const toast = page.getByText("said on the dialog");
    const { x, y, width, height } = (await toast.boundingBox())!;
    const dialog = (await page.getByRole("dialog").boundingBox())!;
    expect(y).toBeLessThan(dialog.y + dialog.height);
    const atop = await page.evaluate(([left, top]) => document.elementFromPoint(left!, top!)?.textContent, [x + width / 2, y + height / 2]);
    expect(atop).toBe("said on the dialog");
    expect(y + height).toBeGreaterThan(250);
    await press("Dismiss");
    expect(await toast.count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(1);
  });

  test("a toast follows to the dialog in front, and back to the page when the dialogs close", async () => {
    await press("Say on the page");
    expect(await heard()).toEqual(["said on the page"]);
    await press("Open over the page");
    expect(await heard()).toEqual(["said on the page"]);
    await press("Open over the dialog");
    await press("Finish the inner dialog");
    expect(await heard()).toEqual(["said on the page", "the inner dialog is done"]);
    await press("Finish the dialog");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await heard()).toEqual(["said on the page", "the inner dialog is done", "the dialog is done"]);
    await page.getByRole("button", { name: "Dismiss" }).last().click();
    expect(await heard()).toEqual(["said on the page", "the inner dialog is done"]);
  });
});
