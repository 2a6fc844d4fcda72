import { execFileSync } from "node:child_process";
import { buildSchema, parse, validate } from "graphql";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { captionCurl } from "./caption-request.ts";

const curl = captionCurl({
  origin: "http://localhost:4000",
  fileName: "it's a dog's.jpg",
  checkpoint: { alias: "production" },
  decoding: { strategy: "BEAM", beamWidth: 3 },
});

/** What a shell would hand to curl, one argument a line. */
const asArguments = (command: string) =>
  execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${command}`], {
    env: { ...process.env, CAPSTAN_API_KEY: "secret" },
    encoding: "utf8",
  })
    .trimEnd()
    .split("\n");

test("a shell reads the curl as it was meant, whatever the file is called", () => {
  const given = asArguments(curl);
  expect(given).toContain("http://localhost:4000/graphql");
  expect(given).toContain("Authorization: Bearer secret");
  expect(given).toContain("0=@it's a dog's.jpg");
  const operations = JSON.parse(given.find((argument) => argument.startsWith("operations="))!.slice("operations=".length)) as {
    variables: unknown;
  };
  expect(operations.variables).toEqual({
    input: { image: { file: null }, checkpoint: { alias: "production" }, decoding: { strategy: "BEAM", beamWidth: 3 } },
  });
});

test("the curl's mutation is one of the contract", () => {
  const schema = buildSchema(readFileSync(new URL("../../../../../packages/contract/schema.graphql", import.meta.url), "utf8"));
  const { query } = JSON.parse(
    asArguments(curl)
      .find((argument) => argument.startsWith("operations="))!
      .slice("operations=".length),
  ) as { query: string };
  expect(validate(schema, parse(query))).toEqual([]);
});
