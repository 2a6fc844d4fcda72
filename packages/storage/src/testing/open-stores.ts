/** @file Real stores for tests: a folder behind a real HTTP server, and a real S3 server in this process. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { handleObjectRequest } from "../disk-routes.ts";
import { DiskStore } from "../disk-store.ts";
import { S3Store } from "../s3-store.ts";

export interface OpenStore<Store> {
  readonly store: Store;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openDiskStore(): Promise<OpenStore<DiskStore>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-storage-"));
  const server = createServer((req, res) => void handleObjectRequest(store, req, res).catch((error: Error) => res.destroy(error)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const store = new DiskStore({
    root: folder,
    baseUrl: `http://127.0.0.1:${port}/files`,
    secret: "a secret of at least thirty-two letters",
  });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  return { store, folder, close };
}

interface Context {
  method: string;
  query: Record<string, string>;
  status: number;
  type: string;
  body: unknown;
}
interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  /** Koa's, the first is asked first. */
  middleware: ((ctx: Context, next: () => Promise<void>) => Promise<void>)[];
}
type S3rverClass = new (options: {
  port: number;
  address: string;
  silent: boolean;
  directory: string;
  configureBuckets: { name: string }[];
}) => S3rver;

export async function openS3Store(): Promise<OpenStore<S3Store>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "capstan-storage-"));
  // It has no types.
  const S3rverServer = createRequire(import.meta.url)("@20minutes/s3rver") as S3rverClass;
  const server = new S3rverServer({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: folder,
    configureBuckets: [{ name: "capstan" }],
  });
  server.middleware.unshift(addPartMethods(path.join(folder, "capstan/._S3rver_uploads")));
  const { port } = await server.run();
  const store = new S3Store({
    bucket: "capstan",
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
    forcePathStyle: true,
    prefix: "shared",
  });
  const close = async (): Promise<void> => {
    store.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { store, folder, close };
}

/**
 * ListParts and AbortMultipartUpload, which s3rver lacks, over the files in which it keeps parts.
 * @source S3's API reference: the answers' forms and the code of an unknown upload.
 */
function addPartMethods(uploads: string): S3rver["middleware"][number] {
  return async (ctx, next) => {
    const { uploadId } = ctx.query;
    if (uploadId === undefined || (ctx.method !== "GET" && ctx.method !== "DELETE")) return next();
    const folder = path.join(uploads, path.basename(uploadId));
    ctx.type = "application/xml";
    if (!existsSync(folder)) {
      ctx.status = 404;
      ctx.body = "<Error><Code>NoSuchUpload</Code></Error>";
    } else if (ctx.method === "DELETE") {
      await rm(folder, { recursive: true });
      ctx.status = 204;
    } else {
      // A part that was broken off has no sum yet: it has not arrived.
      const numbers = readdirSync(folder).filter((name) => /^\d+$/.test(name) && existsSync(path.join(folder, `${name}.md5`)));
      const parts = numbers.map((number) => {
        const file = path.join(folder, number);
        const etag = `"${readFileSync(`${file}.md5`, "utf8")}"`;
        return `<Part><PartNumber>${number}</PartNumber><Size>${statSync(file).size}</Size><ETag>${etag}</ETag></Part>`;
      });
      ctx.body = `<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join("")}</ListPartsResult>`;
    }
  };
}
