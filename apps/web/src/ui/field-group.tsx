import type { ReactNode } from "react";

/** Several controls under one question. */
export function FieldGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-2 text-sm font-medium">{label}</legend>
      {children}
    </fieldset>
  );
}
