import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "./link.tsx";
import { Heading, Text } from "./text.tsx";

export function Page({ children }: { children: ReactNode }) {
  return <div className="mx-auto flex w-full max-w-[1360px] min-w-0 flex-col gap-6 px-4 py-6 sm:px-8 sm:py-8">{children}</div>;
}

interface PageHeaderProps {
  title: string;
  crumb?: { href: string; label: string };
  badge?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}
export function PageHeader({ title, crumb, badge, description, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="flex min-w-0 flex-col gap-1">
        {crumb && (
          <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-sm text-ink-3">
            <TextLink href={crumb.href} quiet>
              {crumb.label}
            </TextLink>
            <ChevronRight aria-hidden size={14} />
          </nav>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Heading level={1}>{title}</Heading>
          {badge}
        </div>
        {description && (
          <Text as="div" tone="soft">
            {description}
          </Text>
        )}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** A narrow page with nothing around it: signing in, an invitation. */
export function LonePage({ children }: { children: ReactNode }) {
  return <div className="mx-auto flex min-h-dvh w-full max-w-[400px] flex-col justify-center gap-6 px-4 py-12">{children}</div>;
}
