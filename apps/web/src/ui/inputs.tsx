"use client";
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { CONTROL, Field } from "./field.tsx";

interface Labelled {
  label: string;
  aside?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
}

interface TextInputProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "password" | "date";
  autoComplete?: string;
  placeholder?: string;
  required?: boolean;
  mono?: boolean;
}
export function TextInput({ value, onChange, type = "text", autoComplete, placeholder, required, mono, ...field }: TextInputProps) {
  return (
    <Field {...field}>
      {({ id, describedBy, isInvalid }) => (
        <input
          id={id}
          type={type}
          value={value}
          required={required}
          placeholder={placeholder}
          autoComplete={autoComplete}
          aria-describedby={describedBy}
          aria-invalid={isInvalid || undefined}
          onChange={(event) => onChange(event.target.value)}
          className={`h-10 w-full ${CONTROL} ${mono ? "font-mono" : ""}`}
        />
      )}
    </Field>
  );
}

interface NumberInputProps extends Labelled {
  /** The text as typed: a half-written number is not lost. */
  value: string;
  onChange: (value: string) => void;
  unit?: string | undefined;
  isChanged?: boolean;
}
export function NumberInput({ value, onChange, unit, isChanged, ...field }: NumberInputProps) {
  return (
    <Field {...field}>
      {({ id, describedBy, isInvalid }) => (
        <div className="relative">
          <input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            value={value}
            aria-describedby={describedBy}
            aria-invalid={isInvalid || undefined}
            onChange={(event) => onChange(event.target.value)}
            className={`h-10 w-full font-mono tabular-nums ${CONTROL} ${unit ? "pr-24" : ""} ${isChanged ? "border-accent! bg-accent-soft!" : ""}`}
          />
          {unit && (
            <span aria-hidden className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-sm text-ink-3">
              {unit}
            </span>
          )}
        </div>
      )}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}
interface SelectProps extends Labelled {
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  isChanged?: boolean;
}
const ARROW = "appearance-none truncate bg-[image:var(--chevron)] bg-[position:right_10px_center] bg-no-repeat pr-8";

function Options({ options }: { options: readonly Option[] }) {
  return options.map((option) => (
    <option key={option.value} value={option.value} disabled={option.disabled}>
      {option.label}
    </option>
  ));
}

export function Select({ value, options, onChange, isChanged, ...field }: SelectProps) {
  return (
    <Field {...field}>
      {({ id, describedBy, isInvalid }) => (
        <select
          id={id}
          value={value}
          aria-describedby={describedBy}
          aria-invalid={isInvalid || undefined}
          onChange={(event) => onChange(event.target.value)}
          className={`h-10 w-full ${CONTROL} ${ARROW} ${isChanged ? "border-accent! bg-accent-soft!" : ""}`}
        >
          <Options options={options} />
        </select>
      )}
    </Field>
  );
}

/** A select within a bar of tools: its name is read out, not shown. */
export function CompactSelect({ label, value, options, onChange }: Omit<SelectProps, "isChanged">) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`h-9 w-auto max-w-60 ${CONTROL} ${ARROW}`}
    >
      <Options options={options} />
    </select>
  );
}

export function SearchInput({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden size={15} className="absolute top-1/2 left-3 -translate-y-1/2 text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`h-9 w-full pl-9 ${CONTROL} placeholder:text-ink-3`}
      />
    </div>
  );
}

interface TextAreaProps extends Labelled {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
}
export function TextArea({ value, onChange, rows = 3, ...field }: TextAreaProps) {
  return (
    <Field {...field}>
      {({ id, describedBy }) => (
        <textarea
          id={id}
          rows={rows}
          value={value}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
          className={`w-full py-2 ${CONTROL}`}
        />
      )}
    </Field>
  );
}
