"""Weights between PyTorch and Capstan, both ways. Not a benchmark: weights-in-pytorch.test.ts runs it.

    python weights_both_ways.py FOLDER

FOLDER holds spec.json (arguments of Captioner), ours.safetensors (weights that Capstan wrote) and input.safetensors (images, padding,
ids, id_padding). Left there: ours-logits.safetensors; a captioner of its own with theirs-logits.safetensors, saved as theirs.pth (as
CATR saves), theirs-legacy.pth (the format before PyTorch 1.6) and theirs.safetensors; and names.json, what CATR at full size is made of.
"""
import json
import os
import sys

import torch
from safetensors.torch import load_file, save_file

from catr import Captioner, FrozenNorm, optimizer_of

folder = sys.argv[1]
place = lambda name: os.path.join(folder, name)
with open(place("spec.json")) as file:
    spec = json.load(file)
given = load_file(place("input.safetensors"))
torch.set_num_threads(2)


@torch.no_grad()
def logits_of(model):
    return model.eval()(given["images"], given["padding"].bool(), given["ids"].long(), given["id_padding"].bool()).contiguous()


with torch.device("meta"):
    full = Captioner().state_dict()
with open(place("names.json"), "w") as file:
    json.dump({name: list(value.shape) for name, value in full.items()}, file)

model = Captioner(**spec)
model.load_state_dict(load_file(place("ours.safetensors")), strict=True)
save_file({"logits": logits_of(model)}, place("ours-logits.safetensors"))

torch.manual_seed(5)
model = Captioner(**spec)
for name, norm in model.named_modules():
    if isinstance(norm, FrozenNorm):
        norm.weight.uniform_(0.1, 0.3) if name.endswith("bn3") else norm.weight.uniform_(0.8, 1.2)
        norm.bias.uniform_(-0.05, 0.05)
        norm.running_mean.uniform_(-0.05, 0.05)
        norm.running_var.uniform_(0.9, 1.1)
save_file({"logits": logits_of(model)}, place("theirs-logits.safetensors"))
optimizer = optimizer_of(model)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 20)
saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "lr_scheduler": scheduler.state_dict(), "epoch": 7}
torch.save(saved, place("theirs.pth"))
torch.save(saved, place("theirs-legacy.pth"), _use_new_zipfile_serialization=False)
save_file(model.state_dict(), place("theirs.safetensors"))
