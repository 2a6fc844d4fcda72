/** @file A program for tests that does one order, oddly when it is asked to. */
import { writeFile } from "node:fs/promises";
import { AppError } from "@capstan/run/error-code";
import { serveOrder } from "../serve-order.ts";

export type OddOrder =
  | { readonly kind: "count"; readonly to: number }
  | { readonly kind: "refuse" | "crash" | "grow" | "hang" }
  /** Hangs until it is told to break off, then leaves a file. */
  | { readonly kind: "tidy"; readonly file: string };

const kept: Buffer[] = [];
serveOrder<OddOrder, number, string>(async (order, { tell, say, signal }) => {
  switch (order.kind) {
    case "count":
      for (let number = 1; number <= order.to; number++) await tell(number);
      return `counted to ${order.to}`;
    case "refuse":
      throw new AppError("UPLOAD_INCOMPLETE", "No.");
    case "crash":
      process.stderr.write("my last words");
      return process.abort();
    case "grow":
      for (;;) {
        kept.push(Buffer.alloc(16 * 1024 ** 2, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case "hang":
      return new Promise(() => {});
    case "tidy":
      say(0);
      await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve())));
      await writeFile(order.file, "tidied up");
      return (signal.throwIfAborted(), "");
  }
});
