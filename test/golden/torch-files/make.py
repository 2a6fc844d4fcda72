"""Makes the small PyTorch files of this folder, and expected.json with the numbers that each holds.

    python make.py        # PyTorch 2.x

Every file holds the same names where it can: `plain` [2, 3], `turned` (a transposed view), `part` (a slice that shares a
storage with `whole`), `half`, `brain` (bfloat16), `double`, `empty` and `count` (int64, as batch norms count batches).
"""
import json
import os
import pickle
from collections import OrderedDict

import torch

torch.manual_seed(1)
HERE = os.path.dirname(os.path.abspath(__file__))


def state():
    whole = torch.randn(4, 5)
    return OrderedDict(
        plain=torch.randn(2, 3),
        turned=torch.randn(3, 4, 2).permute(2, 0, 1),
        whole=whole,
        part=whole[1:3, 2:],
        half=torch.tensor([1.0, -2.5, 6e-8, 65504.0, float("inf")]).half(),
        brain=torch.tensor([[1.0, -3.140625], [1e30, 1e-30]]).bfloat16(),
        double=torch.tensor([1 / 3, -1e10]).double(),
        empty=torch.zeros(0, 4),
        scalar=torch.tensor(7.5),
        count=torch.tensor(12),
    )


def write(name, value, **options):
    torch.save(value, os.path.join(HERE, name), **options)


class Canary:
    """What an attacker would save: reading it as Python does would make a file."""

    def __reduce__(self):
        return os.system, ("touch canary-was-here",)


weights = state()
layer = torch.nn.Linear(3, 2)
optimizer = torch.optim.AdamW(layer.parameters())
layer(torch.ones(1, 3)).sum().backward()
optimizer.step()
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 20)
checkpoint = {"model": layer.state_dict(), "optimizer": optimizer.state_dict(), "lr_scheduler": scheduler.state_dict(), "epoch": 3}

write("zip.pth", weights)
write("legacy.pth", weights, _use_new_zipfile_serialization=False)
write("checkpoint.pth", checkpoint)
write("checkpoint-legacy.pth", checkpoint, _use_new_zipfile_serialization=False)
write("protocol-4.pth", weights, pickle_protocol=4)
write("parameters.pth", OrderedDict(layer.named_parameters()))
write("whole-module.pth", layer)
write("canary.pth", {"model": layer.state_dict(), "epoch": Canary()})
write("canary-legacy.pth", {"model": layer.state_dict(), "epoch": Canary()}, _use_new_zipfile_serialization=False)
write("expanded.pth", {"big": torch.zeros(1).expand(1000, 1000)})
with open(os.path.join(HERE, "canary.pkl"), "wb") as file:
    pickle.dump(Canary(), file)

told = {name: {"shape": list(t.shape), "values": [str(v) for v in t.float().flatten().tolist()]} for name, t in weights.items()}
linear = {name: {"shape": list(t.shape), "values": [str(v) for v in t.flatten().tolist()]} for name, t in layer.state_dict().items()}
with open(os.path.join(HERE, "expected.json"), "w") as file:
    json.dump({"state": told, "linear": linear}, file, indent=1)
    file.write("\n")
