"""Times CATR's training step in PyTorch, one step for each line read.

    python train_step.py '{"size": {...}, "precision": "fp32" | "bf16", "threads": 2, "dropout": 0.1, "load": "folder", "fused": false}'

Answers each line with a line of JSON: seconds of wall clock and of processor, loss and gradient norm. bf16 is autocast with
channels-last. `size` is one of engine/sizes.ts; `load` names a folder with the weights and the batch that ours wrote.
"""
import contextlib
import json
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from catr import Captioner, optimizer_of


def resident():
    peak, now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, 0
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            values = dict(line.split(":", 1) for line in status)
        peak, now = (int(values[name].split()[0]) * 1024 for name in ("VmHWM", "VmRSS"))
    return {"peakBytes": peak, "rssBytes": now}


def batch_of(size):
    """Invented: pictures whose last quarter is padding, captions of 14 tokens."""
    count, side, length = size["batch"], size["side"], size["T"]
    images = torch.rand(count, 3, side, side) * 2 - 1
    padding = torch.zeros(count, side, side, dtype=torch.bool)
    padding[:, side * 3 // 4:] = True
    ids = torch.randint(200, size["V"], (count, length + 1))
    ids[:, 0] = 101
    ids[:, min(length, 14):] = 0
    return images, padding, ids


def loaded_batch(folder):
    batch = load_file(f"{folder}/batch.safetensors")
    return batch["pixels"].permute(0, 3, 1, 2).contiguous(), batch["pixelMask"].bool(), batch["tokens"].long()


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(0)
    size = asked["size"]
    rounded = asked["precision"] == "bf16"
    model = Captioner(backbone=size["backbone"], dilation=size["dilation"], encoder_layers=size["encoderLayers"],
                      decoder_layers=size["decoderLayers"], pieces=size["V"], dropout=asked["dropout"]).train()
    folder = asked.get("load")
    if folder is not None:
        model.load_state_dict(load_file(f"{folder}/weights.safetensors"))
    images, padding, ids = batch_of(size) if folder is None else loaded_batch(folder)
    if rounded:
        model = model.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer_of(model, fused=asked.get("fused", False))
    parameters = [p for p in model.parameters() if p.requires_grad]
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": sum(p.numel() for p in parameters)}), flush=True)
    for _ in sys.stdin:
        started, processor = time.perf_counter(), time.process_time()
        with torch.autocast("cpu", torch.bfloat16) if rounded else contextlib.nullcontext():
            logits = model(images, padding, ids[:, :-1], ids[:, :-1] == 0)
            loss = F.cross_entropy(logits.permute(0, 2, 1), ids[:, 1:])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 0.1)
        optimizer.step()
        # Graph and logits would live on into the next step's forward pass.
        found = {"loss": loss.item(), "gradientNorm": norm.item()}
        del logits, loss
        print(json.dumps({
            "seconds": time.perf_counter() - started,
            "processor": time.process_time() - processor,
            **found, **resident(),
        }), flush=True)


main()
