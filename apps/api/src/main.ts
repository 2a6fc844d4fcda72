/** @file The API as a program: `node apps/api/src/main.ts`. SIGTERM and Ctrl-C end it in order. */
import { fstatSync } from "node:fs";
import { readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { startServer, type ApiServer } from "./server.ts";

/** `npm start` holds the other end of our standard input: when it is gone, so is our reason to run. */
const isHeldByParent = (): boolean => fstatSync(0).isFIFO() || fstatSync(0).isSocket();

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  let server: ApiServer | null = null;
  let isEnding = false;
  const end = async (why: string, code = 0): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    log.info({ why }, "the API ends");
    process.exitCode = code;
    try {
      await server?.stop();
    } catch (error) {
      log.error({ err: error }, "the API did not end in order");
      process.exitCode = 1;
    }
    process.exit();
  };
  process.on("SIGTERM", () => void end("SIGTERM"));
  process.on("SIGINT", () => void end("SIGINT"));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "an error that nobody caught");
    void end("an error that nobody caught", 1);
  });
  process.on("unhandledRejection", (error) => log.error({ err: error }, "a rejection that nobody caught"));
  if (isHeldByParent()) {
    process.stdin.on("end", () => void end("its parent ended")).on("error", () => void end("its parent ended"));
    process.stdin.resume();
  }
  server = await startServer(config);
  server.services.captions.warm();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
