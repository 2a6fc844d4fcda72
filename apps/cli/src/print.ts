/** @file What the command shows: lines, tables, amounts. The only place that writes to the terminal. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);
export const warn = (line: string): void => void process.stderr.write(`${line}\n`);
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** Columns as wide as they need; the last one is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at]!)))
      .join("  ")
      .trimEnd();
  return [head.map((title) => title.toUpperCase()), ...rows].map(line).join("\n");
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}

/** `45 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

export const formatLoss = (loss: number | null | undefined): string => (loss === null || loss === undefined ? "-" : loss.toFixed(4));

/** `2/11`: the epoch that a run is in, and the last one; epochs count from 0, as CATR's do. */
export const formatEpochs = ({ epoch, totalEpochs }: { readonly epoch: number; readonly totalEpochs: number }): string =>
  `${Math.min(epoch, Math.max(0, totalEpochs - 1))}/${Math.max(0, totalEpochs - 1)}`;

/** A line of CATR's log: epochs count from 0. */
export const formatEpoch = (
  epoch: { epoch: number; trainLoss: number | null; validationLoss: number | null },
  totalEpochs: number,
): string =>
  `Epoch ${epoch.epoch}/${totalEpochs - 1}, Train Loss: ${formatLoss(epoch.trainLoss)}, Val Loss: ${formatLoss(epoch.validationLoss)}`;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
