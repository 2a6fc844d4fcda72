/** @file The child's side of one order: takes it, tells how it goes, answers and ends. */
import { failureOf } from "./child-messages.ts";
import type { FromOrdered, ToOrdered } from "./order-messages.ts";

export interface Parent<Event> {
  /** Resolves when the parent has taken the event, so that whoever waits for it is never far ahead. @throws the signal's reason. */
  tell(event: Event): Promise<void>;
  /** The same for those who do not wait. */
  say(event: Event): void;
  /** Aborted when nobody wants the outcome any more: `work` then tidies up and throws. */
  readonly signal: AbortSignal;
}

/**
 * Waits for one order, does it by `work`, says what came of it, and ends. The process also ends when the parent dies, however it
 * dies; it does not end on the terminal's Ctrl-C, because the parent says when.
 */
export function serveOrder<Order, Event, Outcome>(work: (order: Order, parent: Parent<Event>) => Promise<Outcome>): void {
  const abort = new AbortController();
  const heard = new Map<number, { readonly resolve: () => void; readonly reject: (reason: unknown) => void }>();
  let isOrdered = false;
  let told = 0;

  const send = (message: FromOrdered<Event, Outcome>): Promise<void> =>
    new Promise((resolve, reject) => process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve())));
  const say = (event: Event): void => void send({ type: "event", number: ++told, event });
  const tell = (event: Event): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      abort.signal.throwIfAborted();
      heard.set(told + 1, { resolve, reject });
      say(event);
    });
  const answer = async (order: Order): Promise<void> => {
    try {
      await send({ type: "done", outcome: await work(order, { tell, say, signal: abort.signal }) });
    } catch (error) {
      await send({ type: "failed", failure: failureOf(error) });
    }
  };

  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message: ToOrdered<Order>) => {
    if (message.type === "order") {
      isOrdered = true;
      void answer(message.order).finally(() => process.disconnect());
    } else if (message.type === "heard") {
      heard.get(message.number)?.resolve();
      heard.delete(message.number);
    } else if (isOrdered) {
      abort.abort();
      for (const { reject } of heard.values()) reject(abort.signal.reason);
      heard.clear();
    } else process.disconnect();
  });
}
