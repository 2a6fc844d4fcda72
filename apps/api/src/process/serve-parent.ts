/** @file The child's side: answers one request after another until the parent is done, or gone. */
import { failureOf, type FromChild, type ToChild } from "./child-messages.ts";

/**
 * Says that this process is ready and answers requests with `answer`. The process ends when the parent says so and when the
 * parent dies, however it dies; it does not end on the terminal's Ctrl-C, because the parent still waits for answers then.
 * @param about what the parent may log, for example the engine.
 */
export function serveParent<Request, Reply>(about: string, answer: (request: Request) => Promise<Reply>): void {
  const send = (message: FromChild<Reply>): void => void process.send?.(message);
  process.on("disconnect", () => process.exit(0));
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  process.on("message", (message: ToChild<Request>) => {
    if (message.type === "close") {
      process.disconnect();
      return;
    }
    answer(message.request).then(
      (reply) => send({ type: "reply", reply }),
      (error: unknown) => send({ type: "failed", failure: failureOf(error) }),
    );
  });
  send({ type: "ready", about });
}
