"use client";
import { Menu as MenuIcon, X, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { Logo } from "./logo.tsx";

interface FrameProps {
  home: string;
  teamName: string;
  links: readonly { href: string; label: string; icon: LucideIcon }[];
  tools: ReactNode;
  children: ReactNode;
}
/** What stands around every page of a team: the way about, and the account. */
export function Frame({ home, teamName, links, tools, children }: FrameProps) {
  const pathname = usePathname();
  const [openAt, setOpenAt] = useState<string | null>(null);
  // The menu of narrow screens closes by itself when one of its links was followed.
  const isOpen = openAt === pathname;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[232px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside className="border-line bg-surface max-lg:contents lg:border-r">
        <div className="max-lg:contents lg:sticky lg:top-0">
          <div className="flex h-14 items-center gap-2 px-4 max-lg:sticky max-lg:top-0 max-lg:z-40 max-lg:border-b max-lg:border-line max-lg:bg-surface lg:px-5">
            <span className="lg:hidden">
              <IconButton
                label={isOpen ? "Close menu" : "Open menu"}
                icon={isOpen ? X : MenuIcon}
                pressed={isOpen}
                onClick={() => setOpenAt(isOpen ? null : pathname)}
              />
            </span>
            <Link href={home} aria-label="Capstan home" className="rounded-md">
              <Logo />
            </Link>
            <span className="flex-1" />
            <div className="flex items-center gap-1 lg:hidden">{tools}</div>
          </div>
          <nav
            aria-label="Main"
            className={`flex-col gap-0.5 bg-surface p-3 max-lg:sticky max-lg:top-14 max-lg:z-40 max-lg:border-b max-lg:border-line lg:flex ${isOpen ? "flex" : "hidden"}`}
          >
            {links.map(({ href, label, icon: Icon }) => {
              const isHere = pathname === href || pathname.startsWith(`${href}/`);
              return (
                <Link
                  key={href}
                  href={href}
                  aria-current={isHere ? "page" : undefined}
                  className={`flex h-9 items-center gap-3 rounded-md px-3 transition-colors ${isHere ? "bg-accent-soft font-medium text-accent-strong" : "text-ink-2 hover:bg-hover hover:text-ink"}`}
                >
                  <Icon aria-hidden size={17} strokeWidth={1.8} />
                  {label}
                </Link>
              );
            })}
          </nav>
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 hidden h-14 items-center justify-between border-b border-line bg-canvas/85 px-8 backdrop-blur lg:flex">
          <span className="truncate text-sm font-medium text-ink-2">{teamName}</span>
          <div className="flex items-center gap-2">{tools}</div>
        </header>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}
