/** @file How often a kernel of plain JavaScript computed in place of a native one, by kernel: none should while training or captioning. */

const counts = new Map<string, number>();

export function countFallback(kernelName: string): void {
  counts.set(kernelName, (counts.get(kernelName) ?? 0) + 1);
}
/** Since the last clearFallbacks. */
export function fallbacks(): ReadonlyMap<string, number> {
  return counts;
}
export function clearFallbacks(): void {
  counts.clear();
}
