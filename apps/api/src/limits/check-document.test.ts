import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse, print, visit, type DefinitionNode, type FragmentDefinitionNode } from "graphql";
import { describe, expect, it } from "vitest";
import { hostileDocuments } from "../../../../test/support/hostile-documents.ts";
import { schema } from "../schema/schema.ts";
import { DocumentGate } from "./check-document.ts";
import { costOf } from "./cost.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const gate = new DocumentGate(schema, { allowIntrospection: true });
const ask = (query: string, variables: Record<string, unknown> = {}) => ({ query, operationName: null, variables });

/** The documents that an app sends: each operation with the fragments that it spreads. */
function documentsOf(app: string): { name: string; query: string; transport: "http" | "socket" }[] {
  const files = globSync(path.join(ROOT, `apps/${app}/src/**/*.graphql`));
  const definitions: DefinitionNode[] = files.flatMap((file) => [...parse(readFileSync(file, "utf8")).definitions]);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const spreadIn = (node: DefinitionNode, found = new Set<FragmentDefinitionNode>()): Set<FragmentDefinitionNode> => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)!;
        if (found.has(fragment)) return;
        found.add(fragment);
        spreadIn(fragment, found);
      },
    });
    return found;
  };
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [
          {
            name: `${app}: ${definition.name?.value}`,
            query: [definition, ...spreadIn(definition)].map((node) => print(node)).join("\n"),
            transport: definition.operation === "subscription" ? ("socket" as const) : ("http" as const),
          },
        ]
      : [],
  );
}

describe("the documents of our own apps", () => {
  const documents = ["web", "cli", "runner"].flatMap(documentsOf);

  it.each(documents)("pass, with the largest pages: $name", ({ query, transport }) => {
    expect(gate.check(ask(query, { first: 100 }), transport).errors).toBeUndefined();
  });

  it("are all there", () => {
    expect(documents.length).toBeGreaterThan(20);
  });
});

describe("the tools' question for the whole schema", () => {
  it("passes where the schema may be asked for, and not elsewhere", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    const asked = ask(getIntrospectionQuery({ oneOf: true }));
    expect(gate.check(asked, "http").errors).toBeUndefined();
    const closed = new DocumentGate(schema, { allowIntrospection: false }).check(asked, "http");
    expect(closed.errors?.[0]?.message).toMatch(/introspection/i);
  });
});

describe("hostile documents", () => {
  it("cost little to refuse: under 50 ms of this processor each", () => {
    const corpus = hostileDocuments();
    for (const { query, variables = {} } of corpus) gate.check(ask(query, variables), "http");
    for (const { name, query, variables = {} } of corpus) {
      const before = process.cpuUsage();
      const verdict = gate.check(ask(query, variables), "http");
      const { user, system } = process.cpuUsage(before);
      expect(verdict.errors, name).toBeDefined();
      expect((user + system) / 1_000, name).toBeLessThan(50);
    }
  });

  it("are not remembered, however many come", () => {
    for (let i = 0; i < 2_000; i++) gate.check(ask(`{ viewer { teams { id } } } # ${i}`), "http");
    expect(gate.check(ask("{ viewer { teams { id } } }"), "http").errors).toBeUndefined();
    expect(gate.rememberedCount).toBeLessThanOrEqual(500);
  });
});

describe("cost", () => {
  const cost = (query: string, variables: Record<string, unknown> = {}): number => {
    const document = parse(query);
    const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;
    return costOf(schema, document, operation, variables);
  };

  it("counts each field once, a page by its size, and a list as ten", () => {
    expect(cost("{ team { id name } }")).toBe(3);
    expect(cost("{ team { runs(first: 50) { edges { node { id } } } } }")).toBe(1 + 1 + 50 * 3);
    expect(cost("query ($n: Int) { team { runs(first: $n) { edges { node { id } } } } }", { n: 7 })).toBe(1 + 1 + 7 * 3);
    expect(cost("{ team { runs { edges { node { id } } } } }")).toBe(1 + 1 + 20 * 3);
    expect(cost("{ team { members { id } } }")).toBe(1 + 1 + 10);
  });

  it("takes no size for less or more than a page can be", () => {
    expect(cost("{ team { runs(first: 1000000) { edges { node { id } } } } }")).toBe(1 + 1 + 100 * 3);
    expect(cost("{ team { runs(first: -5) { edges { node { id } } } } }")).toBe(1 + 1 + 3);
    expect(cost("query ($n: Int) { team { runs(first: $n) { edges { node { id } } } } }", { n: "many" })).toBe(1 + 1 + 20 * 3);
  });

  it("counts a fragment wherever it is spread", () => {
    expect(cost("{ a: team { ...T } b: team { ...T } } fragment T on Team { id name }")).toBe(2 * 3);
  });
});
