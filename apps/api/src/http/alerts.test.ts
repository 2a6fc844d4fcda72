import { readFileSync } from "node:fs";
import { register } from "prom-client";
import { expect, test } from "vitest";
import "./metrics.ts";
import "./platform-gauges.ts";

const ALERTS = readFileSync(new URL("../../../../infra/prometheus/alerts.yaml", import.meta.url), "utf8");

test("alerts ask only for metrics that the page has", async () => {
  const known = new Set<string>(["up"]);
  for (const { name, type } of await register.getMetricsAsJSON()) {
    known.add(name);
    if (String(type) === "histogram") for (const suffix of ["_bucket", "_sum", "_count"]) known.add(`${name}${suffix}`);
  }
  const asked = [...ALERTS.matchAll(/expr: (.+)$/gm)].flatMap(
    ([, expression]) => expression!.match(/\b(?:capstan|nodejs|process)_\w+|\bup\b/g) ?? [],
  );
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});
