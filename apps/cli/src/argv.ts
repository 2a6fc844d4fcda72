/** @file CATR's users type --batch_size; commander knows --batch-size. Both mean the same. */

/** The same arguments with underscores in the names of long options made hyphens; values and what follows `--` stay. */
export function normalizeArgv(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((arg, at) => {
    if ((end >= 0 && at >= end) || !arg.startsWith("--")) return arg;
    const [name, ...value] = arg.split("=");
    return [name!.replaceAll("_", "-"), ...value].join("=");
  });
}
