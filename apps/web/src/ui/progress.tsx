import { DOT, type Tone } from "./tone.ts";

interface ProgressProps {
  label: string;
  /** 0 to 1; null while nobody knows. */
  share: number | null;
  tone?: Tone;
  /** What a screen reader says in place of the percentage. */
  text?: string;
}
export function Progress({ label, share, tone = "accent", text }: ProgressProps) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={text}
      className="h-2 w-full overflow-hidden rounded-full bg-line"
    >
      <div
        className={`h-full rounded-full transition-[width] duration-500 ${DOT[tone]} ${percent === null ? "animate-breathe" : ""}`}
        style={{ width: percent === null ? "100%" : `${percent}%` }}
      />
    </div>
  );
}
