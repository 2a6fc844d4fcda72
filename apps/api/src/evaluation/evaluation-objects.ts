/** @file Where an evaluation writes: every key is known, so that whoever removes them needs no list. */
import type { ObjectStore } from "@capstan/storage/object-store";

const folderOf = (teamId: string, id: string): string => `${teamId}/evaluations/${id}`;

export const partsPrefix = (teamId: string, id: string): string => `${folderOf(teamId, id)}/parts`;
/** Of part number `part` below a parts' prefix. */
export const keyOfPart = (prefix: string, part: number): string => `${prefix}/${String(part).padStart(5, "0")}.jsonl`;
export const partKey = (teamId: string, id: string, part: number): string => keyOfPart(partsPrefix(teamId, id), part);
/** Each attempt writes its own, and the row names the one that counts. */
export const resultsKey = (teamId: string, id: string, attempt: number): string => `${folderOf(teamId, id)}/results-${attempt}.jsonl`;

/** Parts are numbered from 0, without holes. */
export async function partCount(store: ObjectStore, teamId: string, id: string): Promise<number> {
  for (let count = 0; ; count++) if ((await store.stat(partKey(teamId, id, count))) === null) return count;
}
