"use client";
/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { IconButton } from "./button.tsx";

/** Something to paste elsewhere, with a button that copies it. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className="relative min-w-0 rounded-md border border-line bg-sunken">
      <pre
        aria-label={label}
        tabIndex={0}
        className="max-h-72 overflow-auto py-3 pr-12 pl-4 font-mono text-[12.5px] leading-5 break-all whitespace-pre-wrap"
      >
        {text}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <IconButton label={isCopied ? "Copied" : `Copy ${label}`} icon={isCopied ? Check : Copy} onClick={() => void copy()} />
      </div>
    </div>
  );
}
