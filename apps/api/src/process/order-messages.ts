/** @file What a process that does one order and its parent say to each other. */
import type { Failure } from "./child-messages.ts";

/** `heard`: the event of that number was taken; who waits for it may go on. */
export type ToOrdered<Order> =
  { readonly type: "order"; readonly order: Order } | { readonly type: "heard"; readonly number: number } | { readonly type: "abort" };

export type FromOrdered<Event, Outcome> =
  | { readonly type: "event"; readonly number: number; readonly event: Event }
  | { readonly type: "done"; readonly outcome: Outcome }
  | { readonly type: "failed"; readonly failure: Failure };
