/** @file What the log says of the engine that captions. */
import type { EngineSummary } from "@capstan/engine/engine-summary";

/** @param asked of the setting CAPTION_PRECISION: an engine that cannot compute in it goes on without, and the log says so. */
export function aboutEngine({ name, device, precision }: EngineSummary, asked: "fp32" | "bf16"): string {
  const engine = `${name}: ${device}, ${precision}`;
  return asked === precision ? engine : `${engine} (CAPTION_PRECISION=${asked} was asked for, which this engine cannot compute here)`;
}
