/** @file Where a Python with PyTorch is, if anywhere. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));

export interface PeerPython {
  readonly command: string;
  /** PyTorch's. */
  readonly version: string;
}

/** CAPSTAN_PEER_PYTHON, or python3 on the PATH. Null where it cannot import torch. */
export function findPeerPython(): PeerPython | null {
  const command = process.env["CAPSTAN_PEER_PYTHON"] ?? "python3";
  const asked = spawnSync(command, ["-c", "import torch, safetensors; print(torch.__version__)"], { encoding: "utf8" });
  return asked.status === 0 ? { command, version: asked.stdout.trim() } : null;
}

export const NO_TORCH = "PyTorch is not compared: no Python with torch and safetensors. Set CAPSTAN_PEER_PYTHON to one that has them.";
