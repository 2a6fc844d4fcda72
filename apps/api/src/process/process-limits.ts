/** @file The time and the memory that a child process may take over one piece of work. */
import { residentBytes } from "./resident-memory.ts";

export interface ProcessLimits {
  /** Over when the process holds more in RAM. Not watched where the system does not tell. */
  readonly memoryBytesMax: number;
  /** How often the memory is looked at. */
  readonly watchEveryMs: number;
  /** Over when the work takes longer. */
  readonly timeoutMs: number;
}

/** The process died over its work: killed by us for one of its limits, because we closed it, or by itself. */
export class ProcessEnded extends Error {
  override name = "ProcessEnded";
  readonly why: "timeout" | "memory" | "crash" | "closed";

  /** @param lastWords what it wrote to stderr at the end, for the log. */
  constructor(name: string, why: ProcessEnded["why"], lastWords = "") {
    super(`The ${name} process ended over a request: ${why}.${lastWords === "" ? "" : `\n${lastWords}`}`);
    this.why = why;
  }
}

/** Watches the process until the answer is called. @param onOver called once or more, with what is over. */
export function watchLimits(
  pid: number,
  { memoryBytesMax, watchEveryMs, timeoutMs }: ProcessLimits,
  onOver: (why: "timeout" | "memory") => void,
): () => void {
  let isWatched = true;
  const overdue = setTimeout(() => onOver("timeout"), timeoutMs);
  const look = async (): Promise<void> => {
    const bytes = await residentBytes(pid);
    if (isWatched && bytes !== null && bytes > memoryBytesMax) onOver("memory");
  };
  const timer = setInterval(() => void look(), watchEveryMs);
  return () => {
    isWatched = false;
    clearTimeout(overdue);
    clearInterval(timer);
  };
}

/** Keeps the end of what a process writes to stderr, for when it dies. */
export function keepLastWords(stderr: NodeJS.ReadableStream): () => string {
  let words = "";
  stderr.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2_000)));
  return () => words;
}
