import type { VersionStateFragment } from "../../graphql/documents.generated.ts";
import { Badge } from "../../ui/badge.tsx";

export function VersionStatus({ status }: { status: VersionStateFragment["status"] }) {
  switch (status) {
    case "READY":
      return (
        <Badge tone="good" dot="still">
          Ready
        </Badge>
      );
    case "IMPORTING":
      return (
        <Badge tone="accent" dot="breathing">
          Importing
        </Badge>
      );
    case "FAILED":
      return (
        <Badge tone="bad" dot="still">
          Failed
        </Badge>
      );
  }
}
