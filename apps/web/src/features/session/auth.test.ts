import { expect, test } from "vitest";
import { safeNext } from "./auth.ts";

test("after signing in one stays in the dashboard", () => {
  expect(safeNext("/demo/runs?status=RUNNING")).toBe("/demo/runs?status=RUNNING");
  for (const bad of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null, undefined])
    expect(safeNext(bad)).toBe("/");
});
