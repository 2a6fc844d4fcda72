/**
 * @file The form of every subscription: events for as long as the subscriber may have them, at most ten a second.
 *
 * A wake-up may be lost, merged or late, and a reconnect wakes everybody; what is read depends on a cursor alone, so none of
 * that loses anything.
 */
import type { Context } from "../context.ts";
import { abortable, pause } from "./abortable.ts";
import { Rights } from "./rights.ts";

export const PACE_MS = 100;

/** `events`, until the subscriber goes. @throws UNAUTHENTICATED or NOT_FOUND, to the subscriber, once its rights are gone. */
export function follow<Event>(
  ctx: Context,
  teamId: string,
  events: (signal: AbortSignal) => AsyncIterable<Event>,
): AsyncIterableIterator<Event> {
  return abortable(async function* (signal) {
    const rights = new Rights(ctx, teamId, signal);
    try {
      for await (const event of events(rights.signal)) {
        await rights.checked();
        if (signal.aborted) return;
        yield event;
      }
      await rights.checked();
    } finally {
      rights.end();
    }
  });
}

/** Waits after each event, so that what comes meanwhile is merged. */
export async function* paced<Event>(events: AsyncIterable<Event>, signal: AbortSignal): AsyncGenerator<Event, void> {
  for await (const event of events) {
    if (signal.aborted) return;
    yield event;
    await pause(PACE_MS, signal);
    if (signal.aborted) return;
  }
}
