import { useId, type ReactNode } from "react";
import { Heading, Text } from "./text.tsx";

interface CardProps {
  title?: string;
  /** One line under the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** The content reaches the edges: tables and pictures. */
  flush?: boolean;
  children: ReactNode;
}
export function Card({ title, note, actions, flush, children }: CardProps) {
  const id = useId();
  const hasHead = title !== undefined || actions !== undefined;
  return (
    <section aria-labelledby={title ? id : undefined} className="min-w-0 overflow-clip rounded-lg border border-line bg-surface shadow-sm">
      {hasHead && (
        <header className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-3 pb-2">
          <div className="min-w-0">
            {title && (
              <Heading level={2} id={id}>
                {title}
              </Heading>
            )}
            {note && (
              <Text as="div" size="sm" tone="faint">
                {note}
              </Text>
            )}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? "" : hasHead ? "px-5 pt-1 pb-5" : "p-5"}>{children}</div>
    </section>
  );
}
