"""Times single operations in PyTorch: one for each line read, which describes it as engine/op-list.ts does.

    python ops.py '{"precision": "fp32" | "bf16", "threads": 2}'

Answers with milliseconds: forward, and each gradient alone (forward graph kept). bf16: operands already bfloat16, convolutions
channels-last, which is what autocast gives a kernel in the middle of a network.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

MEASURE_SECONDS = 0.25
REPEATS_MIN = 4
TINY_CALLS = 2000


def least(run):
    run()
    best, until, count = float("inf"), time.perf_counter() + MEASURE_SECONDS, 0
    while count < REPEATS_MIN or time.perf_counter() < until:
        started = time.perf_counter()
        run()
        best, count = min(best, time.perf_counter() - started), count + 1
    return best * 1000


def times_of(inputs, op, apart):
    for x in inputs:
        x.requires_grad_(True)
    y = op(*inputs)
    dy = torch.rand_like(y)

    def back(wanted):
        # A graph of its own for these inputs, as ours records only what leads to them.
        for i, x in enumerate(inputs):
            x.requires_grad_(i in wanted)
        y = op(*inputs)
        return least(lambda: torch.autograd.grad(y, [inputs[i] for i in wanted], dy, retain_graph=True))

    if apart:
        gradients = {"input": back([0]), "filter": back([1])}
    else:
        gradients = {"input": back(range(len(inputs))), "filter": None}
    with torch.no_grad():
        forward = least(lambda: op(*inputs))
    return {"forward": forward, **gradients}


def conv(op, dtype, rounded):
    x = torch.rand(op["batch"], op["inputs"], op["side"], op["side"], dtype=dtype) * 2 - 1
    filter = torch.rand(op["outputs"], op["inputs"], op["kernel"], op["kernel"], dtype=dtype) * 2 - 1
    scale, shift = torch.ones(1, op["outputs"], 1, 1, dtype=dtype), torch.zeros(1, op["outputs"], 1, 1, dtype=dtype)
    if rounded:
        x, filter = x.contiguous(memory_format=torch.channels_last), filter.contiguous(memory_format=torch.channels_last)
    pad = op["dilation"] * (op["kernel"] - 1) // 2
    return times_of([x, filter], lambda x, w: F.relu(F.conv2d(x, w, None, op["stride"], pad, op["dilation"]) * scale + shift), True)


def attention(op, dtype):
    def heads(length):
        return (torch.rand(op["batch"], op["heads"], length, op["width"], dtype=dtype) * 2 - 1)

    inputs = [heads(op["queries"]), heads(op["keys"]), heads(op["keys"])]
    return times_of(inputs, lambda q, k, v: F.scaled_dot_product_attention(q, k, v, dropout_p=0.1), False)


def adam_w(op):
    parameter = torch.zeros(op["length"], requires_grad=True)
    parameter.grad = torch.rand(op["length"])
    optimizer = torch.optim.AdamW([parameter], lr=1e-4, weight_decay=1e-4)
    return {"forward": least(optimizer.step), "input": None, "filter": None}


def tiny(op, call):
    x = torch.rand(op["length"])

    def run():
        for _ in range(TINY_CALLS):
            call(x)

    return {"forward": least(run) / TINY_CALLS, "input": None, "filter": None}


def measure(op, rounded):
    dtype = torch.bfloat16 if rounded else torch.float32
    kind = op["kind"]
    if kind == "conv":
        return conv(op, dtype, rounded)
    if kind == "linear":
        shapes = [(op["rows"], op["inputs"]), (op["outputs"], op["inputs"]), (op["outputs"],)]
        return times_of([torch.rand(*shape, dtype=dtype) * 2 - 1 for shape in shapes], F.linear, True)
    if kind == "attention":
        return attention(op, dtype)
    if kind == "layerNorm":
        inputs = [torch.rand(*shape) for shape in ((op["rows"], op["width"]), (op["width"],), (op["width"],))]
        return times_of(inputs, lambda x, g, b: F.layer_norm(x, (op["width"],), g, b), False)
    if kind == "crossEntropy":
        targets = torch.arange(op["rows"]) % op["columns"]
        return times_of([torch.rand(op["rows"], op["columns"])], lambda x: F.cross_entropy(x, targets), False)
    if kind == "adamW":
        return adam_w(op)
    return tiny(op, (lambda x: x + x) if kind == "tinyAdd" else torch.relu)


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(0)
    print(json.dumps({"ready": True, "torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(json.loads(line), asked["precision"] == "bf16")), flush=True)


main()
