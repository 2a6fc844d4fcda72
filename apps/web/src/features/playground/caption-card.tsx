"use client";
import { decimal } from "../../format/number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { LiveRegion, Row, Stack } from "../../ui/layout.tsx";
import { Loading, Notice } from "../../ui/states.tsx";
import { Text } from "../../ui/text.tsx";
import { TokenText } from "../../ui/token-text.tsx";
import type { CaptionAnswer } from "./caption-request.ts";
import type { Attention } from "./heat-map.tsx";
import { shownTokens } from "./token-view.ts";
import type { CaptionView } from "./use-captions.ts";

interface CaptionCardProps {
  title: string;
  view: CaptionView;
  attention: Attention | null;
  onAttention: (attention: Attention | null) => void;
}
/** What one checkpoint says about the picture, and how sure it is of each word. */
export function CaptionCard({ title, view, attention, onAttention }: CaptionCardProps) {
  return (
    <Card>
      <Stack gap={12}>
        <Text as="p" size="sm" tone="faint">
          {title}
        </Text>
        <LiveRegion>{body()}</LiveRegion>
      </Stack>
    </Card>
  );

  function body() {
    if (view.state === "asking") return <Loading label="Captioning" rows={2} height={24} />;
    if (!view.outcome.ok)
      return (
        <Notice tone="bad" title={view.outcome.code ?? undefined}>
          {view.outcome.message}
        </Notice>
      );
    return <Answer caption={view.outcome.caption} attention={attention} onAttention={onAttention} />;
  }
}

function Answer({ caption, attention, onAttention }: { caption: CaptionAnswer } & Pick<CaptionCardProps, "attention" | "onAttention">) {
  return (
    <Stack gap={12}>
      {caption.candidates.map((candidate, i) => {
        const tokens = shownTokens(candidate.tokens, candidate.text);
        const hasAttention = candidate.tokens.some((token) => token.attention !== null);
        return (
          <Stack key={candidate.text} gap={4}>
            <TokenText
              text={candidate.text}
              isLarge={i === 0}
              tokens={tokens.map((token) => {
                const looked = candidate.tokens[token.index]?.attention ?? null;
                return {
                  key: String(token.index),
                  text: token.text,
                  doubt: token.doubt,
                  title: `${decimal(token.probability * 100, 1)} % sure`,
                  isChosen: looked !== null && looked === attention,
                  onChoose: looked ? () => onAttention(looked === attention ? null : looked) : undefined,
                };
              })}
            />
            <Text size="xs" tone="faint" mono>{`log-probability ${decimal(candidate.logProbability, 2)}`}</Text>
            {i === 0 && hasAttention && (
              <Text size="xs" tone="faint">
                Press a word to see where it looked.
              </Text>
            )}
          </Stack>
        );
      })}
      <Row>
        <Badge>{`${decimal(caption.latencyMs, 0)} ms`}</Badge>
        <Text size="xs" tone="faint">
          Shaded words are less sure.
        </Text>
      </Row>
    </Stack>
  );
}
