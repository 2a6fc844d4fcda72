import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pictureUrl, readPictureToken } from "./picture-url.ts";

const CONFIG = { publicUrl: "http://127.0.0.1:4000", authSecret: "a secret of the tests" };
const PLACE = { key: "team_a/shards/00000.tar", start: 512, end: 1023 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-01T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const readUrl = (url: string, secret = CONFIG.authSecret) => readPictureToken(secret, url.slice(`${CONFIG.publicUrl}/pictures/`.length));

test("the URL is the same until the hour is over, and then another", () => {
  const url = pictureUrl(CONFIG, PLACE);
  vi.setSystemTime(new Date("2026-03-01T12:59:59.999Z"));
  expect(pictureUrl(CONFIG, PLACE)).toBe(url);
  vi.setSystemTime(new Date("2026-03-01T13:00:00Z"));
  expect(pictureUrl(CONFIG, PLACE)).not.toBe(url);
});

test("it shows the place for an hour after it was last given, and then nothing", () => {
  vi.setSystemTime(new Date("2026-03-01T12:59:59Z"));
  const url = pictureUrl(CONFIG, PLACE);
  expect(readUrl(url)).toEqual({ place: PLACE, secondsLeft: 3601 });
  vi.setSystemTime(new Date("2026-03-01T13:59:59Z"));
  expect(readUrl(url)).toEqual({ place: PLACE, secondsLeft: 1 });
  vi.setSystemTime(new Date("2026-03-01T14:00:00Z"));
  expect(readUrl(url)).toBeNull();
});

test("a changed URL, and one signed with another secret, show nothing", () => {
  const url = pictureUrl(CONFIG, PLACE);
  const other = pictureUrl(CONFIG, { ...PLACE, start: 0 });
  const mixed = `${other.slice(0, other.lastIndexOf("."))}${url.slice(url.lastIndexOf("."))}`;
  expect(readUrl(mixed)).toBeNull();
  expect(readUrl(url, "another secret")).toBeNull();
});
