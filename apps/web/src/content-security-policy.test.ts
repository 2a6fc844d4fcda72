import { expect, test } from "vitest";
import { serverConfig } from "./config.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const policy = (env: Record<string, string>, page = "http://localhost:3000/demo/runs") =>
  new Map(
    contentSecurityPolicy(serverConfig({ NODE_ENV: "production", ...env }), page, "bm9uY2U=")
      .split("; ")
      .map((directive) => [directive.split(" ")[0]!, directive.split(" ").slice(1)] as const),
  );

test("scripts and styles run only with the nonce of the page view", () => {
  const directives = policy({});
  expect(directives.get("script-src")).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
  expect(directives.get("style-src-elem")).toEqual(["'self'", "'nonce-bm9uY2U='"]);
  expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
});

test("the page may call the API and show its pictures, under either name of this machine", () => {
  const directives = policy({ API_PORT: "4010" });
  expect(directives.get("connect-src")).toEqual(["'self'", "http://localhost:4010", "http://127.0.0.1:4010", "ws://localhost:4010"]);
  expect(directives.get("img-src")).toEqual(["'self'", "blob:", "data:", "http://localhost:4010", "http://127.0.0.1:4010"]);
});

test("signed URLs of S3 are allowed, and nothing else", () => {
  const directives = policy(
    { API_URL: "https://api.example.com", S3_BUCKET: "b", S3_ENDPOINT: "https://s3.example.com:9000/x" },
    "https://app.example.com/",
  );
  expect(directives.get("img-src")).toEqual(["'self'", "blob:", "data:", "https://api.example.com", "https://s3.example.com:9000"]);
  expect(directives.get("connect-src")).toContain("wss://api.example.com");
});
