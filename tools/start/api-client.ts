/** @file The few calls that the set-up makes: over HTTP, as any caller does. */

export class ApiClient {
  readonly url: string;
  readonly #headers: Record<string, string>;

  /** `headers` sign the calls: a cookie or an API key. */
  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** @throws {Error} with the first GraphQL error or UserError. */
  async call<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = (await response.json()) as {
      data?: Record<string, { errors?: { message: string }[] }>;
      errors?: { message: string }[];
    };
    const failure = errors?.[0] ?? Object.values(data ?? {}).flatMap((field) => field?.errors ?? [])[0];
    if (failure) throw new Error(failure.message);
    return data as T;
  }

  /** Signs up or in. @returns a client that carries the session. */
  async sign(deed: "sign-up" | "sign-in", body: Record<string, string>, origin: string): Promise<ApiClient> {
    const response = await fetch(`${this.url}/auth/${deed}/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`${deed} was refused (${response.status}): ${(await response.text()).slice(0, 300)}`);
    const cookie = response.headers
      .getSetCookie()
      .map((text) => text.split(";")[0])
      .join("; ");
    return new ApiClient(this.url, { cookie, origin });
  }
}
