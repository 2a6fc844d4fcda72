/** @file New people, teams and runners of any running API, over HTTP as everybody makes them. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { TestClient } from "./test-client.ts";

/** Somebody with a team of their own. */
export interface TestUser {
  readonly client: TestClient;
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly teamId: string;
  readonly teamSlug: string;
  /** The `name=value` of the session's cookie. */
  readonly cookie: string;
}

/** A new person with a team of their own. `origin` is one of the API's WEB_ORIGIN. */
export async function signUp(url: string, origin: string, name = "Ada"): Promise<TestUser> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, "")}-${randomBytes(4).toString("hex")}@example.org`;
  const password = randomBytes(12).toString("base64url");
  const response = await fetch(`${url}/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ name, email, password }),
  });
  assert.equal(response.status, 200, `sign-up failed: ${await response.clone().text()}`);
  const { user } = (await response.json()) as { user: { id: string } };
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(";")[0]!)
    .join("; ");
  const client = new TestClient(url, { cookie, origin });
  const { viewer } = await client.data<{ viewer: { teams: { id: string; slug: string }[] } }>("{ viewer { teams { id slug } } }");
  const team = viewer.teams[0]!;
  return { client, userId: user.id, email, password, teamId: team.id, teamSlug: team.slug, cookie };
}

/** A runner of the user's team, in its pool `default` unless given. */
export async function createRunner(
  user: TestUser,
  poolId?: string,
): Promise<{ readonly client: TestClient; readonly id: string; readonly token: string }> {
  const { runner, token } = (
    await user.client.data<{ answer: { runner: { id: string }; token: string } }>(
      "mutation ($input: CreateRunnerInput!) { answer: createRunner(input: $input) { runner { id } token errors { code message } } }",
      { input: { teamId: user.teamId, name: "test", ...(poolId ? { poolId } : {}) } },
    )
  ).answer;
  return { client: new TestClient(user.client.url, { authorization: `Bearer ${token}` }), id: runner.id, token };
}
