/** @file Fetches a file by signed URL, and says what to do when that fails. */
import { downloadFile, type WantedFile } from "@capstan/storage/download-file";
import { reasonOf } from "./api.ts";
import { CliError } from "./cli-error.ts";

/** Brings `wanted` to `target`; `freshUrl` is asked before each try. @throws {CliError} */
export async function download(
  wanted: WantedFile,
  target: string,
  freshUrl: () => Promise<string>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  try {
    await downloadFile(wanted, target, { url: freshUrl, onBytes });
  } catch (error) {
    if (error instanceof CliError || (error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    throw new CliError(
      `${wanted.name} could not be fetched (${reasonOf(error)}). Run the same command again: it goes on where it stopped.`,
      { cause: error },
    );
  }
}
