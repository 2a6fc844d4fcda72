"use client";
import { useId, type ReactNode } from "react";

interface SwitchProps {
  label: string;
  aside?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  checked: boolean;
  isChanged?: boolean;
  onChange: (checked: boolean) => void;
}
/** On or off, at once. */
export function Switch({ label, aside, help, error, checked, isChanged, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {aside}
      </div>
      <div className="flex h-10 items-center gap-2.5">
        <input
          id={id}
          type="checkbox"
          role="switch"
          checked={checked}
          aria-checked={checked}
          aria-describedby={help ? `${id}-help` : undefined}
          onChange={(event) => onChange(event.target.checked)}
          className="relative h-6 w-10 shrink-0 appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-5 before:rounded-full before:bg-white before:shadow-sm before:transition-transform checked:bg-accent checked:before:translate-x-4"
        />
        <span aria-hidden className={`text-sm ${isChanged ? "text-accent" : "text-ink-2"}`}>
          {checked ? "On" : "Off"}
        </span>
      </div>
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      {help && (
        <div id={`${id}-help`} className="text-xs text-ink-3">
          {help}
        </div>
      )}
    </div>
  );
}

interface CheckboxProps {
  label: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}
export function Checkbox({ label, checked, disabled, onChange }: CheckboxProps) {
  return (
    <label className="flex min-w-0 items-start gap-2.5 text-base">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-[3px] size-4 shrink-0 accent-[var(--accent)]"
      />
      <span className="min-w-0">{label}</span>
    </label>
  );
}

export interface CardChoice {
  value: string;
  title: string;
  description: string;
  note?: ReactNode;
}
interface CardChoicesProps {
  label: string;
  value: string;
  choices: readonly CardChoice[];
  onChange: (value: string) => void;
}
/** One of a few, each with a sentence about it. */
export function CardChoices({ label, value, choices, onChange }: CardChoicesProps) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="pb-2 text-sm font-medium">{label}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {choices.map((choice) => (
          // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the title within is the label's text
          <label
            key={choice.value}
            className="flex min-w-0 gap-3 rounded-md border border-line-strong p-4 transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="mt-1 size-4 shrink-0 accent-[var(--accent)] outline-none"
            />
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="flex flex-wrap items-center gap-2 font-semibold">
                {choice.title}
                {choice.note}
              </span>
              <span className="text-sm text-ink-2">{choice.description}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}
/** One of a few short words, side by side. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex max-w-full flex-wrap rounded-md border border-line bg-sunken p-0.5">
      {options.map((option) => (
        <label
          key={option.value}
          className="flex h-7 items-center rounded-[6px] px-3 text-sm text-ink-2 transition-colors hover:text-ink has-checked:bg-pressed has-checked:font-medium has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} className="sr-only" />
          {option.label}
        </label>
      ))}
    </div>
  );
}
