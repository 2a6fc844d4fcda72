/** @file The imports that this process runs, as the rest of the API sees them. See process-imports.ts. */

export interface Imports {
  /** Starts the import of a version that was just created; answers at once. */
  start(versionId: string): void;
  /** Takes up the imports whose process died with their API: once at the start, then now and then. */
  resume(): Promise<void>;
  /** Ends the running imports; the next start takes them up again. */
  close(): Promise<void>;
}
