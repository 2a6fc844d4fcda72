"use client";
import { isTerminal } from "@capstan/run/status";
import { Card } from "../../ui/card.tsx";
import { Stats } from "../../ui/facts.tsx";
import { useNow } from "../../ui/time.tsx";
import { LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Text, type TextTone } from "../../ui/text.tsx";
import { count, decimal, duration, eta, scientific } from "../../format/number.ts";
import type { Tone } from "../../ui/tone.ts";
import { lastValue } from "../../chart/curve.ts";
import type { RunCurves } from "./run-curves.ts";
import { headline } from "./headline.ts";
import { trendOf } from "./trend.ts";
import { useCurves } from "./use-run-curves.ts";
import type { RunView } from "./use-run.ts";

const TEXT_TONE: Readonly<Record<Tone, TextTone>> = { neutral: "ink", accent: "ink", good: "ink", warn: "warn", bad: "bad" };

/** The five-second answer: what is happening, is it good, what should I do? */
export function RunProgress({ run, curves: source }: { run: RunView; curves: RunCurves }) {
  const curves = useCurves(source);
  const trend = trendOf(curves.loss);
  const { tone, what, advice } = headline(run, trend);
  const { step, totalSteps, epoch, totalEpochs, samplesPerSecond, etaSeconds } = run.progress;
  // Within an epoch the two agree; at the end the last validation is what ends the epoch.
  const epochsDone = Math.max(epoch, run.history.length);
  const share = totalSteps ? step / totalSteps : run.status === "QUEUED" ? 0 : null;
  const isGoing = run.status === "RUNNING";
  const nowMs = useNow();
  const spent = run.startedAt ? ((run.finishedAt ? Date.parse(run.finishedAt) : nowMs) - Date.parse(run.startedAt)) / 1000 : null;
  return (
    <Card>
      <Stack gap={24}>
        <LiveRegion>
          <Stack gap={2}>
            <Text as="p" size="xl" strong tone={TEXT_TONE[tone]}>
              {what}
            </Text>
            <Text as="p" tone="soft">
              {advice}
            </Text>
          </Stack>
        </LiveRegion>
        <Stack gap={8}>
          <Progress
            label="Progress of the run"
            share={share}
            tone={tone === "neutral" ? "accent" : tone === "good" && isGoing ? "accent" : tone}
            text={`Step ${step} of ${totalSteps ?? "unknown"}, ${epochsDone} of ${totalEpochs} epochs done`}
          />
          <Row justify="between">
            <Text size="sm" tone="soft" mono>{`step ${count(step)} / ${count(totalSteps)}`}</Text>
            <Text size="sm" tone="soft" mono>{`${epochsDone} of ${totalEpochs} epochs done`}</Text>
          </Row>
        </Stack>
        <Stats
          stats={[
            isGoing
              ? { label: "Time to go", value: etaSeconds !== null && etaSeconds < 5 ? "< 5 s" : eta(etaSeconds) }
              : { label: run.finishedAt ? "Took" : "Spent", value: duration(spent) },
            { label: "Training loss", value: decimal(trend.now), note: "smoothed" },
            {
              label: "Best validation loss",
              value: decimal(run.bestValidationLoss),
              note: run.bestEpoch === null ? (isTerminal(run.status) ? undefined : "after the first epoch") : `epoch ${run.bestEpoch}`,
            },
            { label: "Speed", value: samplesPerSecond === null ? "–" : decimal(samplesPerSecond, 1), unit: "pictures/s" },
            { label: "Learning rate", value: scientific(lastValue(curves.learningRate.values)) },
          ]}
        />
      </Stack>
    </Card>
  );
}
