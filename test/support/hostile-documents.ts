/** @file Documents that ask for too much, each in its own way: what the gate refuses on HTTP and on WebSocket alike. */

export interface HostileDocument {
  readonly name: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const times = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, i) => make(i)).join(" ");
const nested = (depth: number, inner = "id"): string => `${"viewer { teams { ".repeat(depth)}${inner}${" } }".repeat(depth)}`;

/** Field paths that exist, to nest and to page with. */
const DEEP = "{ node(id: 1) { ... on Team { auditEvents { edges { node { ... on AuditEvent { id } } } } } } }";

/** @returns about two hundred of them; none may run, whatever the rest of the schema holds. */
export function hostileDocuments(): HostileDocument[] {
  const documents: HostileDocument[] = [
    { name: "is not GraphQL", query: "%%%" },
    { name: "has no operation", query: "fragment A on Team { id }" },
    { name: "defines types", query: "type Query { x: Int } { __typename }" },
    { name: "names an operation twice", query: "query A { viewer { teams { id } } } query A { viewer { teams { id } } }" },
    {
      name: "holds a fragment cycle",
      query: "query { viewer { teams { ...A } } } fragment A on Team { ...B } fragment B on Team { ...A }",
    },
    { name: "holds a fragment that spreads itself", query: "query { viewer { teams { ...A } } } fragment A on Team { id ...A }" },
    { name: "spreads an unknown fragment", query: "{ viewer { teams { ...Nobody } } }" },
    { name: "asks for an unknown field", query: "{ viewer { passwords } }" },
    { name: "uses an unknown directive", query: "{ viewer { teams { id @secret } } }" },
    { name: "pads with comments", query: `${"#".repeat(101 * 1024)}\n{ __typename }` },
    { name: "pads with blanks", query: `{ __typename ${" ".repeat(101 * 1024)} }` },
    { name: "pads with commas", query: `{ __typename ${",".repeat(101 * 1024)} }` },
    { name: "holds a NUL", query: '{ team(slug: "a\\u0000b") { id } }' },
    { name: "holds a NUL in a variable", query: "query ($s: String) { team(slug: $s) { id } }", variables: { s: "a\0b" } },
    {
      name: "asks for a page of a page",
      query:
        "{ team { auditEvents(first: 100) { edges { node { id at actor action summary } } } } viewer { teams { auditEvents(first: 100) { edges { node { id at actor action summary ipAddress objectId } } } members { user { id name email } } apiKeys { id name scopes } invitations { id email role } a: auditEvents(first: 100) { edges { node { id at actor action summary ipAddress objectId } } } b: auditEvents(first: 100) { edges { node { id at actor action summary ipAddress objectId } } } } } }",
    },
    {
      name: "asks for pages by variable",
      query:
        "query ($n: Int) { viewer { teams { auditEvents(first: $n) { edges { node { id at actor action summary ipAddress objectId } } } a: auditEvents(first: $n) { edges { node { id at actor action summary ipAddress objectId } } } b: auditEvents(first: $n) { edges { node { id at actor action summary ipAddress objectId } } } } } }",
      variables: { n: 100 },
    },
  ];
  for (const count of [5, 6, 8, 12, 20, 50, 100]) documents.push({ name: `nests ${count * 2} deep`, query: `{ ${nested(count)} }` });
  for (const count of [8, 10, 20, 40, 80]) {
    documents.push({
      name: `nests ${count} inline fragments around a deep field`,
      query: `{ ${"... on Query { ".repeat(count)}${nested(5)}${" }".repeat(count)} }`,
    });
    const chain = times(count, (i) => `fragment F${i} on Query { viewer { teams { id } } ...F${i + 1} }`);
    documents.push({
      name: `chains ${count} fragments to too many root fields`,
      query: `{ ...F0 } ${chain} fragment F${count} on Query { ${nested(5)} }`,
    });
  }
  for (const count of [16, 17, 20, 30, 50, 100, 150])
    documents.push({ name: `has ${count} aliases`, query: `{ viewer { teams { ${times(count, (i) => `a${i}: id`)} } } }` });
  for (const count of [6, 7, 10, 15, 20, 50, 100])
    documents.push({ name: `has ${count} root fields`, query: `{ ${times(count, (i) => `r${i}: viewer { teams { id } }`)} }` });
  for (const count of [6, 10, 30])
    documents.push({ name: `repeats a root field ${count} times`, query: `{ ${times(count, () => "__typename")} }` });
  for (const count of [31, 40, 60, 100, 200])
    documents.push({ name: `has ${count} directives`, query: `{ viewer { teams { ${times(count, () => "id @include(if: true)")} } } }` });
  for (const count of [31, 100])
    documents.push({ name: `puts ${count} directives on one field`, query: `{ __typename ${times(count, () => "@include(if: true)")} }` });
  for (const count of [334, 500, 1_000, 5_000, 9_000])
    documents.push({ name: `has ${count} fields`, query: `{ viewer { teams { ${times(count, () => "id name slug")} } } }` });
  for (const count of [1_000, 10_000, 30_000, 60_000]) {
    documents.push({ name: `opens ${count} lists`, query: `{ team(slug: ${"[".repeat(count)}` });
    documents.push({
      name: `opens and closes ${count} lists`,
      query: `{ team(slug: ${"[".repeat(Math.min(count, 30_000))}${"]".repeat(Math.min(count, 30_000))}) { id } }`,
    });
    documents.push({ name: `opens ${count} selections`, query: "{ a ".repeat(Math.min(count, 25_000)) });
    documents.push({ name: `opens ${count} objects`, query: `{ team(slug: ${"{ a: ".repeat(Math.min(count, 12_000))}` });
    documents.push({ name: `has ${count} operations`, query: times(Math.min(count, 3_000), (i) => `query Q${i} { __typename }`) });
    documents.push({
      name: `has ${count} fragments`,
      query: `{ __typename } ${times(Math.min(count, 2_500), (i) => `fragment F${i} on Team { id }`)}`,
    });
    documents.push({
      name: `declares ${count} variables`,
      query: `query (${times(Math.min(count, 5_000), (i) => `$v${i}: Int`)}) { __typename }`,
    });
  }
  // Each level spreads the next one twice: 2^n fields by n fragments.
  for (const count of [10, 20, 25, 30, 40]) {
    const bombs = times(count, (i) => `fragment B${i} on Team { x: auditEvents { edges { node { id } } } ...B${i + 1} ...B${i + 1} }`);
    documents.push({
      name: `doubles ${count} times by fragments`,
      query: `{ viewer { teams { ...B0 } } } ${bombs} fragment B${count} on Team { id }`,
    });
  }
  for (const type of ["User", "Team", "Query", "Mutation", "String"])
    documents.push({ name: `spreads a fragment on ${type} where it cannot be`, query: `{ viewer { ... on ${type} { id } } }` });
  for (const depth of [4, 6, 9, 14]) {
    documents.push({
      name: `asks the schema for itself, ${depth} deep`,
      query: `{ __schema { types { ${"fields { type { ".repeat(depth)}name${" } }".repeat(depth)} } } }`,
    });
  }
  for (const value of ["1.5", '"x"', "true", "[1]", "{ a: 1 }", "ENUM", "99999999999999999999"]) {
    documents.push({ name: `pages by ${value}`, query: `{ viewer { teams { auditEvents(first: ${value}) { edges { cursor } } } } }` });
  }
  for (const missing of [
    "{ team }",
    "{ viewer }",
    "{ node }",
    "{ node(id: null) { id } }",
    "mutation { createTeam { team { id } } }",
    "mutation { createTeam(input: {}) { team { id } } }",
    "subscription { __typename }",
    "query ($a: Nope) { __typename }",
    "query ($a: Int) { __typename }",
    "{ viewer { teams { id(a: 1) } } }",
    DEEP.replace("1", "1.5"),
  ]) {
    documents.push({ name: `is not valid: ${missing.slice(0, 60)}`, query: missing });
  }
  // Every text that breaks off in the middle.
  const whole = "query A($slug: String) { team(slug: $slug) { id name members { id role user { name } } } }";
  for (let length = 1; length < whole.length; length++)
    documents.push({ name: `breaks off after ${length} characters`, query: whole.slice(0, length) });
  return documents;
}
