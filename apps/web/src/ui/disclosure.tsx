import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

interface DisclosureProps {
  title: string;
  /** Stands at the end of the line: how many are inside, how many changed. */
  note?: ReactNode;
  isOpen?: boolean;
  children: ReactNode;
}
/** Opens on demand; the browser's own element, so that find-in-page and the keyboard work. */
export function Disclosure({ title, note, isOpen, children }: DisclosureProps) {
  return (
    <details open={isOpen} className="group min-w-0 border-t border-line first:border-t-0">
      <summary className="flex min-h-12 list-none items-center gap-2 px-5 py-2 select-none hover:bg-hover focus-visible:-outline-offset-2">
        <ChevronRight aria-hidden size={16} className="shrink-0 text-ink-3 transition-transform group-open:rotate-90" />
        <span className="shrink-0 font-medium whitespace-nowrap">{title}</span>
        <span className="flex-1" />
        {note}
      </summary>
      <div className="px-5 pt-2 pb-6">{children}</div>
    </details>
  );
}
