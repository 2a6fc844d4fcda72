/** @file A retention as it is typed, and what it means. Pure. */
export interface RetentionText {
  readonly latest: string;
  readonly best: boolean;
  readonly periodic: boolean;
  /** Empty: none for that reason. */
  readonly everySteps: string;
}
export interface RetentionChoice {
  readonly latest: number;
  readonly best: boolean;
  readonly periodic: boolean;
  readonly everySteps: number | null;
}

export const textOf = ({ latest, best, periodic, everySteps }: RetentionChoice): RetentionText => ({
  latest: String(latest),
  best,
  periodic,
  everySteps: everySteps === null ? "" : String(everySteps),
});

const wholeFromOne = (text: string): number | null => (/^[1-9][0-9]{0,8}$/.test(text.trim()) ? Number(text) : null);

/** What is wrong with each number that is no number from 1; null when both are. */
export function readRetention({
  latest,
  best,
  periodic,
  everySteps,
}: RetentionText): { choice: RetentionChoice } | { wrong: { latest?: string; everySteps?: string } } {
  const newest = wholeFromOne(latest);
  const every = everySteps.trim() === "" ? null : wholeFromOne(everySteps);
  const isWrong = every === null && everySteps.trim() !== "";
  if (newest === null || isWrong)
    return {
      wrong: {
        ...(newest === null ? { latest: "Keep at least 1: the run goes on from it." } : {}),
        ...(isWrong ? { everySteps: "A whole number of steps, or nothing." } : {}),
      },
    };
  return { choice: { latest: newest, best, periodic, everySteps: every } };
}

/** For example “the 2 newest, the best, the periodic ones”. */
export function describeRetention({ latest, best, periodic, everySteps }: RetentionChoice): string {
  const parts = [
    latest === 1 ? "the newest" : `the ${latest} newest`,
    ...(best ? ["the best"] : []),
    ...(periodic ? ["the periodic ones"] : []),
    ...(everySteps ? [`one of every ${everySteps} steps`] : []),
  ];
  return parts.join(", ");
}
