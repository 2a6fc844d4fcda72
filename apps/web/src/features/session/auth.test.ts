import { expect, test } from "vitest";
import { invitationIn, safeNext } from "./auth.ts";

test("after signing in one stays in the dashboard", () => {
  expect(safeNext("/demo/runs?status=RUNNING")).toBe("/demo/runs?status=RUNNING");
  for (const bad of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null, undefined])
    expect(safeNext(bad)).toBe("/");
});

test("signing up from an invitation says which", () => {
  expect(invitationIn("/invite/inv_abc123")).toBe("inv_abc123");
  expect(invitationIn("/demo/runs")).toBeUndefined();
  expect(invitationIn(undefined)).toBeUndefined();
});
