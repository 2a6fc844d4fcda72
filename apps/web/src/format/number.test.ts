import { expect, test } from "vitest";
import { bytes, clock, count, decimal, duration, eta, plural, scientific, UNKNOWN } from "./number.ts";

test("bytes take the unit that leaves at most three digits", () => {
  expect([0, 999, 1000, 1_234_567, 99_960_000, 5e9].map(bytes)).toEqual(["0 B", "999 B", "1.0 kB", "1.2 MB", "100 MB", "5.0 GB"]);
  expect(bytes(999_999)).toBe("1.0 MB");
});

test("a clock shows minutes and seconds, and hours when there are any", () => {
  expect([0, 59.4, 60, 92, 3599, 3600, 7510].map(clock)).toEqual(["0:00", "0:59", "1:00", "1:32", "59:59", "1:00:00", "2:05:10"]);
});

test("a duration shows its two largest units", () => {
  expect([0, 59, 60, 61, 3599, 3600, 11_520, 90_000].map(duration)).toEqual([
    "0 s",
    "59 s",
    "1 min",
    "1 min 1 s",
    "59 min 59 s",
    "1 h",
    "3 h 12 min",
    "1 d 1 h",
  ]);
});

test("the time to go is as coarse as it is certain", () => {
  expect([2, 43, 83, 754].map(eta)).toEqual(["a few seconds", "45 s", "1 min 20 s", "13 min"]);
});

test("what is not known is a dash, never NaN", () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
    expect([bytes(value), clock(value), duration(value), eta(value), decimal(value), scientific(value)]).toEqual(Array(6).fill(UNKNOWN));
});

test("small numbers keep their digits", () => {
  expect([0, 1e-4, 5e-5, 0.1, 1.23456, 123_456].map(scientific)).toEqual(["0", "1.0e-4", "5.0e-5", "0.1", "1.23", "1.23e5"]);
});

test("counts are grouped and agree with their noun", () => {
  expect([count(1234567), plural(1, "picture"), plural(0, "picture"), plural(2, "batch", "batches")]).toEqual([
    "1,234,567",
    "1 picture",
    "0 pictures",
    "2 batches",
  ]);
});
