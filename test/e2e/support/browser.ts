/** @file A real Chromium, when there is one; the tests that need it are skipped otherwise, and say so. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const chromiumPath = CANDIDATES.find((file) => file !== undefined && existsSync(file)) ?? null;

if (!chromiumPath) console.warn("Skipped: no Chromium. Install it (apt-get install chromium) or name one in CHROMIUM.");

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
