"use client";
import type { DecodingInput } from "../../graphql/documents.generated.ts";
import { Checkbox, Segments } from "../../ui/choices.tsx";
import { Select } from "../../ui/inputs.tsx";
import { Columns, Stack } from "../../ui/layout.tsx";
import { Text } from "../../ui/text.tsx";

const numbers = (...values: number[]) => values.map((value) => ({ value: String(value), label: String(value) }));

/** How the words are searched for. */
export function DecodingForm({ decoding, onChange }: { decoding: DecodingInput; onChange: (decoding: DecodingInput) => void }) {
  const isBeam = decoding.strategy === "BEAM";
  const beamWidth = decoding.beamWidth ?? 3;
  return (
    <Stack gap={12}>
      <Segments
        label="Strategy"
        value={decoding.strategy ?? "GREEDY"}
        options={[
          { value: "GREEDY", label: "Greedy" },
          { value: "BEAM", label: "Beam" },
        ]}
        onChange={(strategy) =>
          onChange(
            strategy === "BEAM"
              ? { ...decoding, strategy, beamWidth: 3, candidates: 3 }
              : { strategy, attention: decoding.attention ?? false, maxLength: decoding.maxLength ?? null },
          )
        }
      />
      <Text as="p" size="sm" tone="faint">
        {isBeam ? "Follows several captions at once and keeps the likeliest." : "Takes the likeliest word each time; the fastest."}
      </Text>
      {isBeam && (
        <Columns layout="halves" gap={12}>
          <Select
            label="Beam width"
            value={String(beamWidth)}
            options={numbers(2, 3, 4, 5, 8)}
            onChange={(value) =>
              onChange({ ...decoding, beamWidth: Number(value), candidates: Math.min(decoding.candidates ?? 1, Number(value)) })
            }
          />
          <Select
            label="Candidates"
            value={String(decoding.candidates ?? 1)}
            options={numbers(1, 2, 3, 4, 5, 8).filter(({ value }) => Number(value) <= beamWidth)}
            onChange={(value) => onChange({ ...decoding, candidates: Number(value) })}
          />
          <Select
            label="Length penalty"
            value={String(decoding.lengthPenalty ?? "")}
            options={[{ value: "", label: "the default" }, ...numbers(0, 0.6, 1, 1.5)]}
            onChange={(value) => onChange({ ...decoding, lengthPenalty: value === "" ? null : Number(value) })}
          />
        </Columns>
      )}
      <Select
        label="Longest caption"
        value={String(decoding.maxLength ?? "")}
        options={[{ value: "", label: "as the checkpoint was trained" }, ...numbers(10, 20, 40, 80)]}
        onChange={(value) => onChange({ ...decoding, maxLength: value === "" ? null : Number(value) })}
      />
      <Checkbox
        label="Show where it looked for each word"
        checked={decoding.attention ?? false}
        onChange={(attention) => onChange({ ...decoding, attention })}
      />
    </Stack>
  );
}
