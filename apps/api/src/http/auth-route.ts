/** @file /auth: what of better-auth the dashboard uses, as JSON from pages of ours only. */
import { toNodeHandler } from "better-auth/node";
import { Router, type Request, type Response } from "express";
import { ADDRESS_HEADER, AUTH_ENDPOINTS, type People } from "../auth/people.ts";
import type { Config } from "../config.ts";
import { isTrustedOrigin } from "./trusted-origin.ts";

const BODY_BYTES_MAX = 16 * 1024;
const isReachable = (path: string): boolean => (AUTH_ENDPOINTS as readonly string[]).includes(path.replace(/\/$/, ""));
const refuse = (res: Response, status: number, message: string): void => void res.status(status).json({ message });

export function authRoute(people: People, config: Config): Router {
  const handle = toNodeHandler(people);
  const router = Router();
  router.use(async (req: Request, res: Response) => {
    if (!isReachable(req.path)) return refuse(res, 404, "There is nothing here.");
    if (!isTrustedOrigin(req, config))
      return refuse(
        res,
        403,
        `This page may not sign people in. Its origin belongs into WEB_ORIGIN, which is ${config.webOrigins.join(", ")}.`,
      );
    if (req.method !== "GET" && !/^application\/json(;|$)/i.test(req.headers["content-type"] ?? ""))
      return refuse(res, 415, "Send `Content-Type: application/json`.");
    if (req.method === "POST" && !(Number(req.headers["content-length"]) <= BODY_BYTES_MAX))
      return refuse(res, 413, "Send the body with its Content-Length, at most 16 KiB.");
    req.headers[ADDRESS_HEADER] = req.ip ?? "unknown";
    res.setHeader("cache-control", "no-store");
    await handle(req, res);
  });
  return router;
}
