/** @file /healthz: this process answers. /readyz: it can serve, and what is missing when it cannot. /metrics: for a scraper of ours. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Router, type Request } from "express";
import type { Services } from "../context.ts";
import { printMetrics } from "./metrics.ts";
import { PlatformGauges } from "./platform-gauges.ts";
import { Readiness } from "./readiness.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function mayScrape(req: Request, token: string | null): boolean {
  if (token !== null) return timingSafeEqual(digest(req.headers.authorization ?? ""), digest(`Bearer ${token}`));
  const address = req.socket.remoteAddress ?? "";
  return (
    req.headers["x-forwarded-for"] === undefined && (address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127."))
  );
}

/** @param isStopping from then on /readyz says no, so that nobody sends new requests. */
export function healthRoute(services: Services, isStopping: () => boolean): Router {
  const { config, log } = services;
  const router = Router();
  const gauges = new PlatformGauges(services);
  const readiness = new Readiness(services);
  router.get("/healthz", (_req, res) => void res.json({ status: "ok" }));
  router.get("/readyz", async (_req, res) => {
    if (isStopping()) return void res.status(503).json({ status: "stopping" });
    const missing = await readiness.missing();
    if (missing === null) return void res.json({ status: "ready" });
    log.warn({ err: missing.error, requestId: (res.locals as { requestId?: string }).requestId }, `not ready: ${missing.what}`);
    res.status(503).json({ status: missing.what });
  });
  router.get("/metrics", async (req, res) => {
    if (!mayScrape(req, config.metricsToken)) return void res.status(404).json({ message: "There is nothing here." });
    await gauges.refresh();
    const { type, text } = await printMetrics();
    res.setHeader("content-type", type);
    res.send(text);
  });
  return router;
}
