"use client";
import { useId, type ReactNode } from "react";

export const CONTROL =
  "min-w-0 rounded-md border border-line-strong bg-surface px-3 text-base text-ink transition-colors placeholder:text-ink-3 " +
  "hover:border-ink-3 focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad! disabled:opacity-50";

/** What a control needs of the field around it. */
export interface Control {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
}

interface FieldProps {
  label: string;
  /** Shown beside the label, quietly: another name of the same thing. */
  aside?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  children: (control: Control) => ReactNode;
}
/** A labelled control with its help and its error, tied together for those who cannot see them. */
export function Field({ label, aside, help, error, children }: FieldProps) {
  const id = useId();
  const describedBy = [error ? `${id}-error` : "", help ? `${id}-help` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium text-ink">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, describedBy, isInvalid: error !== undefined })}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
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
