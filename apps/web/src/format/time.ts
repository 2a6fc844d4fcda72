import { duration } from "./number.ts";

const MINUTE = 60;
const DAY = 86_400;

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** How long ago, or the day when it is long ago. */
export function ago(iso: string | null | undefined, nowMs: number = Date.now()): string {
  if (!iso) return "never";
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  if (seconds < MINUTE) return "just now";
  if (seconds < DAY) return `${duration(seconds).split(" ").slice(0, 2).join(" ")} ago`;
  if (seconds < 7 * DAY) return `${Math.floor(seconds / DAY)} d ago`;
  return day.format(new Date(iso));
}

/** How long until, for what expires. */
export function until(iso: string, nowMs: number = Date.now()): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  return seconds <= 0 ? "expired" : `in ${duration(seconds).split(" ").slice(0, 2).join(" ")}`;
}

export const exactTime = (iso: string): string => moment.format(new Date(iso));
export const clockTime = (iso: string): string => clock.format(new Date(iso));
export const dayOf = (iso: string): string => day.format(new Date(iso));
