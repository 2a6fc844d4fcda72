import type { Role } from "../../graphql/documents.generated.ts";

/** What each role may do, from most to least. */
export const ROLES: readonly { value: Role; label: string; may: string }[] = [
  { value: "OWNER", label: "Owner", may: "everything, other owners too" },
  { value: "ADMIN", label: "Admin", may: "members, keys and runners" },
  { value: "MEMBER", label: "Member", may: "datasets, configs and runs" },
  { value: "VIEWER", label: "Viewer", may: "look, and caption" },
];
export const roleLabel = (role: Role): string => ROLES.find(({ value }) => value === role)?.label ?? role;
export const roleOptions = ROLES.map(({ value, label, may }) => ({ value, label: `${label}: ${may}` }));
