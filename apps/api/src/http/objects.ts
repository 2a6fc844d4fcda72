/** @file Where bytes come and go: the disk store's signed URLs (S3 has its own), and pictures. */
import type { ObjectStore } from "@capstan/storage/object-store";
import { handleObjectRequest } from "@capstan/storage/disk-routes";
import { DiskStore } from "@capstan/storage/disk-store";
import cors from "cors";
import type { Express } from "express";
import type { Config } from "../config.ts";
import { servePicture } from "./pictures.ts";

/**
 * Mounts `/objects/` and `/pictures/` on `app`. Before any body parser: parts are streamed to the store as they come.
 * A URL's signature is all that counts here, so that no cookie is looked at and none is sent along.
 */
export function mountObjects(app: Express, services: { readonly config: Config; readonly store: ObjectStore }): void {
  const { config, store } = services;
  // The dashboard sends parts by PUT, and may read the answers; everybody else's pages may not.
  const fromDashboard = cors({
    origin: [...config.webOrigins],
    methods: ["GET", "HEAD", "PUT"],
    allowedHeaders: ["Content-Type"],
    exposedHeaders: ["ETag"],
    maxAge: 3600,
  });
  if (store instanceof DiskStore) app.use("/objects", fromDashboard, (req, res) => handleObjectRequest(store, req, res));
  app.get("/pictures/:token", fromDashboard, (req, res) => servePicture(services, req, res));
}
