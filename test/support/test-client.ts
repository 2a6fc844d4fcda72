/** @file A caller of the API in tests: over HTTP, as any program or page. */
import assert from "node:assert/strict";

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId?: string };
}
export interface Answer<Data = Record<string, never>> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphqlError[];
}

export class TestClient {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.headers = headers;
  }

  /** The response as it is. */
  send(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.headers, ...headers },
      body: JSON.stringify({ query, variables }),
    });
  }

  /** Data and errors. */
  async ask<Data = Record<string, never>>(query: string, variables: object = {}): Promise<Answer<Data>> {
    return (await (await this.send(query, variables)).json()) as Answer<Data>;
  }

  /** Data; fails on any GraphQL error. */
  async data<Data>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await this.ask<Data>(query, variables);
    assert.ok(!errors && data, `the query failed: ${JSON.stringify(errors)}`);
    return data;
  }

  /**
   * Runs one mutation with its `input`, asking for `selection` of its payload; fails on any GraphQL error or UserError.
   * `selection` is what stands between the braces, for example `run { id }`.
   */
  async mutate<Payload>(name: string, input: object, selection: string): Promise<Payload> {
    const type = (await inputTypes(this)).get(name);
    assert.ok(type, `there is no mutation ${name}`);
    const answer = await this.ask<{ answer: Payload & { errors: readonly { code: string; message: string }[] } }>(
      `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${selection} errors { code message path } } }`,
      { input },
    );
    assert.ok(!answer.errors && answer.data, `${name} failed: ${JSON.stringify(answer.errors)}`);
    assert.deepEqual(answer.data.answer.errors, [], `${name} refused`);
    return answer.data.answer;
  }
}

const known = new Map<string, Promise<ReadonlyMap<string, string>>>();

/** The input type of each mutation: several share one. */
function inputTypes(client: TestClient): Promise<ReadonlyMap<string, string>> {
  const asked =
    known.get(client.url) ??
    new TestClient(client.url)
      .data<{ __type: { fields: { name: string; args: { type: { ofType: { name: string } } }[] }[] } }>(
        `{ __type(name: "Mutation") { fields { name args { type { ofType { name } } } } } }`,
      )
      .then(({ __type }) => new Map(__type.fields.map(({ name, args }) => [name, args[0]!.type.ofType.name])));
  known.set(client.url, asked);
  return asked;
}
