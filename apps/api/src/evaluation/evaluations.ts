/** @file The evaluations that this process works on, as the rest of the API sees them. See process-evaluations.ts. */

export interface Evaluations {
  /** Begins with an evaluation that was just created; answers at once. */
  start(evaluationId: string): void;
  /** Takes up those that nobody works on: once at the start, then now and then. */
  resume(): Promise<void>;
  /** Ends the running one; the next start goes on where it was. */
  close(): Promise<void>;
}
