/** @file GraphQL over HTTP with little work of our own: kept connections, bodies as text, the time that it took. */
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export interface Posted<Data> {
  readonly data: Data;
  readonly ms: number;
}

/** @throws {Error} with the API's own words when it answers an error. */
export function post<Data>(url: string, authorization: string, query: string, variables: object): Promise<Posted<Data>> {
  const body = JSON.stringify({ query, variables });
  const { hostname, port } = new URL(url);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), authorization };
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ agent, hostname, port, path: "/graphql", method: "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const ms = performance.now() - beganMs;
        const answer = JSON.parse(String(Buffer.concat(chunks))) as { data?: Data; errors?: unknown };
        if (answer.errors || !answer.data) reject(new Error(`The API answered ${response.statusCode}: ${JSON.stringify(answer.errors)}`));
        else resolve({ data: answer.data, ms });
      });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
