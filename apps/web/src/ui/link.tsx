import NextLink from "next/link";
import type { ReactNode } from "react";

/** A link in text. `quiet` looks like the text around it until it is pointed at. */
export function TextLink({ href, quiet, children }: { href: string; quiet?: boolean; children: ReactNode }) {
  const colour = quiet ? "text-ink hover:text-accent-strong" : "text-accent hover:text-accent-strong underline";
  return (
    <NextLink href={href} className={`rounded-sm break-words decoration-from-font underline-offset-3 hover:underline ${colour}`}>
      {children}
    </NextLink>
  );
}
