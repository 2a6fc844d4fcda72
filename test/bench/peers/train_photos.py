"""CATR's training as shipped, one step for each line read: reads and decodes photos, one for each caption, with its transforms.

    python train_photos.py '{"captions": "captions.json", "batch": 8, "threads": 2, "workers": 2}'

`captions` holds [{ file, ids }], 129 ids each. Dilated ResNet-101 at 299 pixels, 128 positions, the stem and the first stage frozen,
padding counted in the loss, fp32, clipping, AdamW. Answers each line with a line of JSON.
"""
import json
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageEnhance

from catr import Captioner, optimizer_of

SIDE = 299
ROTATIONS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def transformed(image):
    """A quarter turn in three of four cases, CATR's size rule, strong colour jitter, a flip in half of the cases; [-1, 1]."""
    angle = random.choice((0, 90, 180, 270))
    if angle:
        image = image.transpose(ROTATIONS[angle])
    image = image.convert("RGB")
    scale = SIDE / max(image.size)
    image = image.resize([max(1, int(side * scale)) for side in image.size])
    jitters = [(ImageEnhance.Brightness, 0.5, 1.3), (ImageEnhance.Contrast, 0.8, 1.5), (ImageEnhance.Color, 0.2, 1.5)]
    random.shuffle(jitters)
    for enhance, low, high in jitters:
        image = enhance(image).enhance(random.uniform(low, high))
    if random.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return torch.from_numpy(np.asarray(image).transpose(2, 0, 1).astype(np.float32) / 255 * 2 - 1)


class Captions(torch.utils.data.Dataset):
    def __init__(self, file):
        with open(file) as source:
            self.items = json.load(source)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, at):
        item = self.items[at]
        pixels = transformed(Image.open(item["file"]))
        image, padding = torch.zeros(3, SIDE, SIDE), torch.ones(SIDE, SIDE, dtype=torch.bool)
        _, height, width = pixels.shape
        image[:, :height, :width] = pixels
        padding[:height, :width] = False
        ids = torch.tensor(item["ids"])
        return image, padding, ids, ids == 0


def endless(loader):
    while True:
        yield from loader


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(42)
    model = Captioner().train()
    optimizer = optimizer_of(model)
    parameters = [p for p in model.parameters() if p.requires_grad]
    batches = endless(torch.utils.data.DataLoader(Captions(asked["captions"]), asked["batch"], shuffle=True, drop_last=True, num_workers=asked["workers"]))
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": sum(p.numel() for p in model.parameters())}), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        images, padding, ids, id_padding = next(batches)
        waited = time.perf_counter() - began
        logits = model(images, padding, ids[:, :-1], id_padding[:, :-1])
        loss = F.cross_entropy(logits.permute(0, 2, 1), ids[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 0.1)
        optimizer.step()
        value = loss.item()
        print(json.dumps({"seconds": time.perf_counter() - began, "captions": len(ids), "waitedSeconds": waited, "loss": value}), flush=True)


main()
