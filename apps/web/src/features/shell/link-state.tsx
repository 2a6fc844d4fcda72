"use client";
import { useLink } from "../../graphql/api-provider.tsx";
import { Badge } from "../../ui/badge.tsx";

/** Whether what is shown is live. Says nothing before the first page asks for live facts. */
export function LinkState() {
  const link = useLink();
  return (
    <span role="status" aria-live="polite">
      {link === "live" && (
        <Badge tone="good" dot="still" title="News arrives as it happens.">
          Live
        </Badge>
      )}
      {link === "reconnecting" && (
        <Badge tone="warn" dot="breathing" title="The link to the API broke. What happened meanwhile is fetched when it is back.">
          Reconnecting
        </Badge>
      )}
    </span>
  );
}
