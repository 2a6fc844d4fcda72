/** @file The header that makes a browser save an object instead of showing it. */

/** A Content-Disposition with `fileName`, whatever letters it has; quotes and line ends cannot escape. @source RFC 6266, RFC 8187. */
export function attachment(fileName?: string): string {
  if (fileName === undefined) return "attachment";
  if (/^[\w.-]+$/.test(fileName)) return `attachment; filename="${fileName}"`;
  const escaped = encodeURIComponent(fileName.toWellFormed()).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${escaped}`;
}
