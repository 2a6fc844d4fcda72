"use client";
import { AlertTriangle, CheckCircle2, Info, RotateCw, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Heading, Text } from "./text.tsx";
import { SOFT, type Tone } from "./tone.ts";

export function Skeleton({ height = 16, width }: { height?: number; width?: string }) {
  return <div aria-hidden className="animate-breathe rounded-md bg-sunken" style={{ height, width: width ?? "100%" }} />;
}

/** The shape of what is on its way. */
export function Loading({ label = "Loading", rows = 4, height = 40 }: { label?: string; rows?: number; height?: number }) {
  return (
    <div role="status" aria-busy="true" className="flex flex-col gap-3">
      <span className="sr-only">{label}…</span>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={height} width={i === rows - 1 ? "62%" : undefined} />
      ))}
    </div>
  );
}

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}
/** Nothing here yet: says what this place is for and what to do first. */
export function Empty({ icon: Icon, title, action, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-4 px-6 py-14 text-center">
      <span className="flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden size={22} strokeWidth={1.7} />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <Heading level={2}>{title}</Heading>
        <Text as="p" tone="soft">
          {children}
        </Text>
      </div>
      {action}
    </div>
  );
}

export function Failed({ message, retry }: { message: string; retry?: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-6 py-12 text-center">
      <span className="flex size-12 items-center justify-center rounded-full bg-bad-soft text-bad">
        <AlertTriangle aria-hidden size={22} strokeWidth={1.7} />
      </span>
      <p className="max-w-md text-ink-2">{message}</p>
      {retry && (
        <Button icon={RotateCw} onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  neutral: Info,
  accent: Info,
  good: CheckCircle2,
  warn: AlertTriangle,
  bad: AlertTriangle,
};

interface NoticeProps {
  tone?: Tone;
  title?: string;
  actions?: ReactNode;
  children?: ReactNode;
}
export function Notice({ tone = "neutral", title, actions, children }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div role={tone === "bad" ? "alert" : undefined} className={`flex animate-arrive gap-3 rounded-md px-4 py-3 ${SOFT[tone]}`}>
      <Icon aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        {title && <strong className="font-semibold">{title}</strong>}
        {children && <div className="break-words text-ink">{children}</div>}
        {actions && <div className="flex flex-wrap gap-2 pt-1">{actions}</div>}
      </div>
    </div>
  );
}
