import { expect, test } from "vitest";
import { ago, until } from "./time.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

test("recent times are relative, old ones are days", () => {
  expect(ago("2026-03-01T11:59:30Z", now)).toBe("just now");
  expect(ago("2026-03-01T11:48:10Z", now)).toBe("11 min ago");
  expect(ago("2026-02-27T11:00:00Z", now)).toBe("2 d ago");
  expect(ago("2025-12-24T11:00:00Z", now)).toBe("Dec 24, 2025");
  expect(ago(null, now)).toBe("never");
});

test("what expires says when, or that it did", () => {
  expect(until("2026-03-03T13:00:00Z", now)).toBe("in 2 d");
  expect(until("2026-03-01T11:00:00Z", now)).toBe("expired");
});
