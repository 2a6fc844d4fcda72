/** @file What our child processes see of the environment: where libraries and devices are, and no secret. */

/** These are the system's, not settings of ours. */
const PASSED_ON = ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"];

export function childEnvironment(): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
