/**
 * @file The child process that finds out what a trainer computes with on this machine: main program, started by find-engine.ts. A
 * process of its own, as a trainer is: an engine that crashes while it loads must not take the runner with it.
 */
import { prepareEngine } from "@capstan/engine/prepare-engine";
import type { EngineFound, EngineWanted } from "./find-engine.ts";

process.on("message", (wanted: EngineWanted) => {
  void prepareEngine(wanted)
    .then<EngineFound, EngineFound>(
      (engine) => ({ engine, failure: null }),
      (error: Error) => ({ engine: null, failure: error.message }),
    )
    .then((found) => process.send!(found, () => process.exit(0)));
});
process.on("disconnect", () => process.exit(1));
