/** @file /healthz: this process answers. /readyz: it can serve, too. /metrics: for a scraper of ours. */
import { createHash, timingSafeEqual } from "node:crypto";
import { Router, type Request } from "express";
import type { Services } from "../context.ts";
import { printMetrics } from "./metrics.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const READY_MS = 2_000;

function mayScrape(req: Request, token: string | null): boolean {
  if (token !== null) return timingSafeEqual(digest(req.headers.authorization ?? ""), digest(`Bearer ${token}`));
  const address = req.socket.remoteAddress ?? "";
  return (
    req.headers["x-forwarded-for"] === undefined && (address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127."))
  );
}

/** @param isStopping from then on /readyz says no, so that nobody sends new requests. */
export function healthRoute({ database, config, log }: Services, isStopping: () => boolean): Router {
  const router = Router();
  router.get("/healthz", (_req, res) => void res.json({ status: "ok" }));
  router.get("/readyz", async (_req, res) => {
    if (isStopping()) return void res.status(503).json({ status: "stopping" });
    try {
      await Promise.race([
        Promise.all([database.system.$queryRaw`SELECT 1`, database.forTeams([], (tx) => tx.$queryRaw`SELECT 1`)]),
        new Promise((_, reject) => setTimeout(reject, READY_MS, new Error("The database did not answer in time.")).unref()),
      ]);
      res.json({ status: "ready" });
    } catch (error) {
      log.warn({ err: error }, "not ready: the database does not answer");
      res.status(503).json({ status: "database unreachable" });
    }
  });
  router.get("/metrics", async (req, res) => {
    if (!mayScrape(req, config.metricsToken)) return void res.status(404).json({ message: "There is nothing here." });
    const { type, text } = await printMetrics();
    res.setHeader("content-type", type);
    res.send(text);
  });
  return router;
}
