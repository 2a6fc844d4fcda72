"use client";
import { MoreHorizontal, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useRef } from "react";

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  isDangerous?: boolean;
  disabled?: boolean;
  /** Why it is disabled, or what it will do. */
  hint?: string;
  onSelect: () => void;
}

/** The deeds that are wanted seldom. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        ref={trigger}
        aria-label={label}
        title={label}
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover"
      >
        <MoreHorizontal aria-hidden size={18} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-52 animate-arrive rounded-lg border border-line bg-raised p-1 shadow-lg"
        >
          {items.map(({ label: text, icon: Icon, isDangerous, disabled, hint, onSelect }) => (
            <DropdownMenu.Item
              key={text}
              disabled={disabled}
              onSelect={() => {
                // The item goes away: a dialog that it opens gives the focus back to what is still there.
                trigger.current?.focus();
                onSelect();
              }}
              className={`flex items-start gap-2.5 rounded-md px-3 py-2 outline-none data-disabled:opacity-45 data-highlighted:bg-hover ${isDangerous ? "text-bad" : ""}`}
            >
              {Icon && <Icon aria-hidden size={16} className="mt-[3px] shrink-0" />}
              <span className="flex min-w-0 flex-col">
                {text}
                {hint && <span className="max-w-60 text-xs text-ink-3">{hint}</span>}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
