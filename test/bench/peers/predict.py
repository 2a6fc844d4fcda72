"""Times a caption as CATR's predict.py makes it: the whole model again for each token, over all 128 positions. One for each line read.

    python predict.py '{"folder": "...", "tokens": 12, "threads": 2}'

`folder` holds weights.safetensors and picture.safetensors (pixels [1, h, w, 3], normalised). [SEP] is passed over, so that the
caption has as many tokens as asked for. Answers each line with a line of JSON: seconds and the tokens.
"""
import json
import sys
import time

import torch
from safetensors.torch import load_file

from catr import Captioner

CLS, SEP, POSITIONS = 101, 102, 128


@torch.no_grad()
def predict(model, image, tokens):
    padding = torch.zeros(1, *image.shape[-2:], dtype=torch.bool)
    caption = torch.zeros(1, POSITIONS, dtype=torch.long)
    unwritten = torch.ones(1, POSITIONS, dtype=torch.bool)
    caption[0, 0], unwritten[0, 0] = CLS, False
    ids = []
    for i in range(tokens):
        logits = model(image, padding, caption, unwritten)[0, i]
        logits[SEP] = -float("inf")
        ids.append(int(logits.argmax()))
        caption[0, i + 1], unwritten[0, i + 1] = ids[-1], False
    return ids


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    model = Captioner().eval()
    model.load_state_dict(load_file(f"{asked['folder']}/weights.safetensors"))
    image = load_file(f"{asked['folder']}/picture.safetensors")["pixels"].permute(0, 3, 1, 2).contiguous()
    print(json.dumps({"ready": True, "torch": torch.__version__}), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        ids = predict(model, image, asked["tokens"])
        print(json.dumps({"seconds": time.perf_counter() - began, "encodeSeconds": 0, "ids": ids}), flush=True)


main()
