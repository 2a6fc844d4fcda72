/** @file Numbers as people read them. Each takes null for "not known" and says it with a dash. */
export const UNKNOWN = "–";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes in decimal units, as disks are sold. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 || rest >= 99.5 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`;
}

/** A span of time by its two largest units: 3 h 12 min. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return UNKNOWN;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return join(Math.floor(whole / 3600), "h", Math.round((whole % 3600) / 60), "min");
  return join(Math.floor(whole / 86_400), "d", Math.round((whole % 86_400) / 3600), "h");
}

/** The same where there is little room: `1:32`, `2:05:10`. */
export function clock(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return UNKNOWN;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = [Math.floor((whole % 3600) / 60), String(whole % 60).padStart(2, "0")];
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

const join = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** A time still to go, rounded as coarsely as it is certain. */
export function eta(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return UNKNOWN;
  if (seconds < 5) return "a few seconds";
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 600) return duration(Math.round(seconds / 10) * 10);
  return duration(Math.round(seconds / 60) * 60);
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
export const count = (value: number | null | undefined): string => (value === null || value === undefined ? UNKNOWN : whole.format(value));

/** A loss or score: enough digits to see it move. */
export function decimal(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : value.toFixed(digits);
}

/** Learning rates and norms span many powers of ten. */
export function scientific(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 0.01 && size < 10_000) return String(Number(value.toPrecision(3)));
  return value.toExponential(size < 0.01 ? 1 : 2).replace("e+", "e");
}

export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? UNKNOWN : `${Math.round(share * 100)} %`;

export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;
