/** @file The name of the op that computes now: what an error about memory names, without every kernel passing its name down. */

let current = "a tensor";

export function enterOp(name: string): void {
  current = name;
}
export function currentOp(): string {
  return current;
}
