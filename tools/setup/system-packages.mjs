/** @file Debian packages that make the engine fast. Installed when we may; otherwise we say what we go without. */
import { existsSync } from "node:fs";
import { ourEnvironment, run } from "./command.mjs";
import { dim, stage } from "./stage.mjs";

const isPresent = async (probe) => (await run("sh", ["-c", probe])).code === 0;

/** What the native engine is built from. */
const WANTED = [
  { name: "g++", probe: "command -v g++", why: "a C++ compiler" },
  { name: "make", probe: "command -v make", why: "make" },
  { name: "python3", probe: "command -v python3", why: "Python, for node-gyp" },
  {
    name: "libdnnl-dev",
    probe: "ls /usr/include/dnnl.hpp /usr/include/oneapi/dnnl/dnnl.hpp /usr/local/include/dnnl.hpp 2>/dev/null | grep -q .",
    why: "oneDNN",
  },
];

export async function installSystemPackages() {
  const missing = [];
  for (const wanted of WANTED) if (!(await isPresent(wanted.probe))) missing.push(wanted);
  if (missing.length === 0) return;
  const names = missing.map((wanted) => wanted.name).join(" ");
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && process.env.CAPSTAN_NO_APT !== "1";
  const without = `training uses the slower wasm engine. For the fast one: apt-get install ${names}`;
  if (!mayInstall) {
    process.stdout.write(dim(`  Without ${missing.map((wanted) => wanted.why).join(", ")}, ${without}\n`));
    return;
  }
  await stage(`Installing Debian packages (${names})`, async (say) => {
    const env = { ...ourEnvironment(), DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env, onLine: say });
    const { code } = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing.map((wanted) => wanted.name)], {
      env,
      onLine: say,
    });
    return code === 0 ? "" : `they cannot be had here; ${without}`;
  });
}
