/** @file Names that people give: trimmed, of a length that fits a list, without characters that break lines. */
import { AppError } from "@capstan/run/error-code";

const NAME_MAX = 100;

/** `name` without spaces around it. @throws {AppError} INVALID_INPUT with the path. */
export function checkName(name: string, path: readonly string[]): string {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > NAME_MAX) throw new AppError("INVALID_INPUT", `A name has 1 to ${NAME_MAX} characters.`, { path });
  if (/\p{Cc}/u.test(trimmed)) throw new AppError("INVALID_INPUT", "A name is one line, without control characters.", { path });
  return trimmed;
}
