/**
 * @file How the API's process is started, by `npm start`, by the container and wherever it is measured.
 *
 * What it holds is about 70 MB, at six reports a second as at fifty. Left to themselves, Node and the C library let garbage lie
 * as long as the machine has memory: a young generation of 128 MB, an old one that grows fourfold before it is looked through,
 * an arena of malloc for each thread. For hours that looks like a leak, and on a full machine it is one.
 */

/** What our Node is given. The old generation's limit also tells how long garbage may lie; the infra/ files say the same. */
export const API_ARGS: readonly string[] = ["--max-semi-space-size=16", "--max-old-space-size=1024", "apps/api/src/main.ts"];

/** Read by glibc before the program begins; nothing elsewhere. */
export const API_ENVIRONMENT: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: "2" };
