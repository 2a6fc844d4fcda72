"use client";
import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

const VARIANTS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-hover",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink",
  danger: "border border-line-strong bg-surface text-bad hover:border-bad hover:bg-bad-soft",
} as const;
export type ButtonVariant = keyof typeof VARIANTS;

const SIZES = { small: "h-8 px-2.5 text-sm", medium: "h-9 px-3.5 text-base", large: "h-11 px-5 text-base" } as const;

interface Look {
  variant?: ButtonVariant;
  size?: keyof typeof SIZES;
  icon?: LucideIcon;
  /** Fills the width that its parent gives. */
  wide?: boolean;
}

const look = ({ variant = "secondary", size = "medium", wide }: Look): string =>
  `inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors select-none ` +
  `disabled:cursor-not-allowed disabled:opacity-50 ${VARIANTS[variant]} ${SIZES[size]} ${wide ? "w-full" : ""}`;

interface ButtonProps extends Look {
  type?: "button" | "submit";
  busy?: boolean;
  disabled?: boolean;
  title?: string;
  pressed?: boolean;
  describedBy?: string;
  onClick?: () => void;
  children: ReactNode;
}
export function Button({
  type = "button",
  busy,
  disabled,
  title,
  pressed,
  describedBy,
  onClick,
  children,
  icon: Icon,
  ...style
}: ButtonProps) {
  return (
    <button
      type={type}
      title={title}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      aria-describedby={describedBy}
      disabled={disabled || busy}
      onClick={onClick}
      className={look(style)}
    >
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.9} className={busy ? "animate-breathe" : ""} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  label: string;
  icon: LucideIcon;
  disabled?: boolean;
  pressed?: boolean;
  onClick?: () => void;
}
/** A button that shows an icon only; its name is read out and shown on hover. */
export function IconButton({ label, icon: Icon, disabled, pressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 aria-pressed:text-accent"
    >
      <Icon aria-hidden size={16} strokeWidth={1.9} />
    </button>
  );
}

interface LinkButtonProps extends Look {
  href: string;
  /** A file, or another site: the browser goes there itself. */
  external?: boolean;
  label?: string;
  children: ReactNode;
}
export function LinkButton({ href, external, label, children, icon: Icon, ...style }: LinkButtonProps) {
  const content = (
    <>
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.9} />}
      {children}
    </>
  );
  if (external)
    return (
      <a href={href} aria-label={label} className={look(style)} rel="noreferrer">
        {content}
      </a>
    );
  return (
    <Link href={href} aria-label={label} className={look(style)}>
      {content}
    </Link>
  );
}
