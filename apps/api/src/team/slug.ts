/** @file The short name of a team in URLs. */

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const SLUG_MAX = 40;
/** Words that are pages, or may become some. */
const RESERVED = new Set([
  "account",
  "admin",
  "api",
  "auth",
  "docs",
  "graphql",
  "help",
  "invite",
  "new",
  "settings",
  "sign-in",
  "sign-out",
  "sign-up",
  "teams",
]);

/** Why `slug` cannot be one, or null. */
export function slugProblem(slug: string): string | null {
  if (slug.length < 2 || slug.length > SLUG_MAX || !SLUG.test(slug))
    return `The team's short name has 2 to ${SLUG_MAX} of a-z and 0-9, with single dashes between: for example “vision-lab”.`;
  return RESERVED.has(slug) ? `“${slug}” is the name of a page: choose another short name.` : null;
}

/** A slug from a name: “Ada's Lab” becomes “adas-lab”. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f'’]/g, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, SLUG_MAX - 6)
    .replace(/-+$/, "");
  return slugProblem(plain) === null ? plain : `team-${plain}`.replace(/-+$/, "").slice(0, SLUG_MAX - 6);
}
