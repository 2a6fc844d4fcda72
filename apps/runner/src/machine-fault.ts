/**
 * @file Faults of the machine, known by the words that libraries and the kernel use for them, wherever those turn up: in an
 * exception, on standard error, or in what a trainer took for a fault of its own.
 */
import type { FailedEvent } from "@capstan/trainer/trainer-event";

/** What ended an attempt: whose fault, what happened, what to do. */
export type Failure = Omit<FailedEvent, "type">;

const GOES_ON = "The run goes on from its last checkpoint.";

export const LESS_MEMORY =
  "Lower the batch size (optimizer.batchSize), the picture size or the model, raise optimizer.accumulate to keep the effective batch, or use a runner with more memory.";
export const FREE_DISK = "Free room under RUNNER_HOME or lower CACHE_LIMIT_GB.";

interface Fault {
  readonly words: RegExp;
  readonly failure: Omit<Failure, "blame">;
}

/** The first that fits counts: a GPU out of memory is not lost, so memory comes before the GPU. */
const FAULTS: readonly Fault[] = [
  {
    words:
      /heap out of memory|out of memory|Cannot allocate memory|ENOMEM|std::bad_alloc|Array buffer allocation failed|OOM when allocating|memory access out of bounds|cannot enlarge memory|could not allocate|more than is left of the engine's/i,
    failure: { code: "OUT_OF_MEMORY", message: "The trainer ran out of memory.", advice: LESS_MEMORY },
  },
  {
    words: /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i,
    failure: { code: "DISK_FULL", message: "The runner's disk is full.", advice: FREE_DISK },
  },
  {
    words:
      /GPU is lost|fallen off the bus|Unable to determine the device handle|no CUDA-capable device|CUDA_ERROR_(?:NO_DEVICE|DEVICE_UNAVAILABLE|ILLEGAL_ADDRESS|LAUNCH_FAILED|LAUNCH_TIMEOUT|ECC_UNCORRECTABLE|HARDWARE_STACK_ERROR|NOT_INITIALIZED|SYSTEM_NOT_READY|UNKNOWN)|uncorrectable ECC|an illegal memory access was encountered|unspecified launch failure|NVRM: Xid|driver shutting down|CUDNN_STATUS_EXECUTION_FAILED/i,
    failure: {
      code: "GPU_LOST",
      message: "The GPU was lost, or no longer answers.",
      advice: `${GOES_ON} Look at nvidia-smi and dmesg on the runner; if the GPU is gone, restart the machine or start the runner with ENGINE=native.`,
    },
  },
  {
    words: /\bEIO\b|input\/output error|EROFS|read-only file system/i,
    failure: {
      code: "DISK_BROKEN",
      message: "The runner's disk cannot be read or written.",
      advice: `${GOES_ON} Look at dmesg on the runner: a disk that fails says so there.`,
    },
  },
  {
    words: /\bEMFILE\b|\bENFILE\b|too many open files/i,
    failure: {
      code: "TOO_MANY_FILES",
      message: "The runner has no room for another open file.",
      advice: `${GOES_ON} Raise the runner's limit of open files (ulimit -n, or LimitNOFILE of its service).`,
    },
  },
];

/** What `text` says of the machine; null when it says nothing of that kind. */
export function machineFaultIn(text: string): Failure | null {
  const found = FAULTS.find(({ words }) => words.test(text));
  return found ? { blame: "machine", ...found.failure } : null;
}
