/** @file What an installation tells whoever runs it, and how it ends when it cannot go on. */
export type Say = (line: string) => void;

/** What happened and what to do; shown as it is. */
export class InstallError extends Error {
  override name = "InstallError";
}
