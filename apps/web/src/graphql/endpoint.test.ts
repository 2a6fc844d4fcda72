import { expect, test } from "vitest";
import { apiOrigin, originNames, webSocketOrigin } from "./endpoint.ts";

test("a loopback API is called by the host name of the page", () => {
  const endpoint = { apiUrl: "http://127.0.0.1:4010", apiPort: 4000 };
  expect(apiOrigin(endpoint, "http://localhost:3000/demo/runs")).toBe("http://localhost:4010");
  expect(apiOrigin(endpoint, "http://192.168.1.7:3000/")).toBe("http://192.168.1.7:4010");
});

test("an API elsewhere is called where it is", () => {
  expect(apiOrigin({ apiUrl: "https://api.example.com/", apiPort: 1 }, "https://capstan.example.com/")).toBe("https://api.example.com");
});

test("without a URL the API is on the page's host at its own port", () => {
  expect(apiOrigin({ apiUrl: null, apiPort: 4321 }, "http://localhost:3000/")).toBe("http://localhost:4321");
});

test("the socket follows the page's security", () => {
  expect(webSocketOrigin("https://api.example.com")).toBe("wss://api.example.com");
  expect(webSocketOrigin("http://localhost:4000")).toBe("ws://localhost:4000");
});

test("an API on this machine is allowed under both of its names, another only under its own", () => {
  expect(originNames("http://localhost:4000")).toEqual(["http://localhost:4000", "http://127.0.0.1:4000"]);
  expect(originNames("https://api.example.com")).toEqual(["https://api.example.com"]);
});
