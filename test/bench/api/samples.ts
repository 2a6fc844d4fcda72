/** @file Numbers off a /metrics page. */

export interface Samples {
  /** The sum over all label sets of a name; NaN when there is none. */
  get(name: string): number;
}

/** Reads the page of the API at `url`; from this machine it needs no token. */
export async function readSamples(url: string): Promise<Samples> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`/metrics answered ${response.status}.`);
  const sums = new Map<string, number>();
  for (const line of (await response.text()).split("\n")) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)/.exec(line);
    if (found) sums.set(found[1]!, (sums.get(found[1]!) ?? 0) + Number(found[2]));
  }
  return { get: (name) => sums.get(name) ?? Number.NaN };
}

/** Seconds of processor time that the API took between two readings, and its event-loop lag in ms since the first one. */
export const costOf = (before: Samples, after: Samples): { readonly cpuSeconds: number; readonly lagMs: number } => ({
  cpuSeconds: after.get("process_cpu_seconds_total") - before.get("process_cpu_seconds_total"),
  lagMs: after.get("nodejs_eventloop_lag_p99_seconds") * 1000,
});
