/** @file How a file of PyTorch's is refused: what it holds, and what to save instead. */
import { AppError } from "@capstan/run/error-code";

/** The bytes are not what the format says. */
export const unsound = (because: string): AppError =>
  new AppError("CHECKPOINT_DAMAGED", `This is not a sound PyTorch file: ${because}. Get the file again from where it came from.`);

/** The file is sound, but holds more than weights. */
export const notWeights = (holds: string): AppError =>
  new AppError(
    "CHECKPOINT_DAMAGED",
    `This file ${holds}, and only weights are read: nothing of it was run. Save them alone, with torch.save(model.state_dict(), "weights.pth"), and import that.`,
  );
