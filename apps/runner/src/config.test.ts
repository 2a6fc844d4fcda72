import { expect, test } from "vitest";
import { childEnvironment, graphqlEndpoint, readConfig } from "./config.ts";

const good = { API_URL: "http://127.0.0.1:4000", RUNNER_TOKEN: "t".repeat(40) };

test("what is missing is listed, all of it, with what to do", () => {
  expect(() => readConfig({})).toThrow(/API_URL: set it to[^]*RUNNER_TOKEN: set it to the token that createRunner showed/);
});

test("an empty variable is a missing one", () => {
  expect(() => readConfig({ ...good, RUNNER_TOKEN: "" })).toThrow(/RUNNER_TOKEN/);
  expect(readConfig({ ...good, ENGINE: "" }).engine).toBe("auto");
});

test("units are converted once", () => {
  expect(readConfig({ ...good, CACHE_LIMIT_GB: "2", DRAIN_SECONDS: "10", THREADS: "3" })).toMatchObject({
    cacheLimitBytes: 2 * 1024 ** 3,
    drainMs: 10_000,
    threads: 3,
  });
});

test.each(["http://a:1", "http://a:1/", "http://a:1/graphql", "http://a:1/graphql/"])("%s means one endpoint", (url) => {
  expect(graphqlEndpoint(url)).toBe("http://a:1/graphql");
});

test("a child is given a short list and nothing else", () => {
  const env = childEnvironment({ PATH: "/bin", RUNNER_TOKEN: "x", DATABASE_URL: "x", AWS_SECRET_ACCESS_KEY: "x" }, 2);
  expect(env).toEqual({ PATH: "/bin", OMP_WAIT_POLICY: "passive", OMP_NUM_THREADS: "2" });
});
