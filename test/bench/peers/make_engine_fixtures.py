"""Makes test/golden/engine: values and gradients of single operations, as PyTorch computes them.

    python make_engine_fixtures.py ../../golden/engine

Each case of cases.json names its operation, its options and which tensors of cases.safetensors are its inputs, its output and the
gradients of a weighted sum of the output (weights: `<case>.weights`). Layouts are ours: pictures [N, H, W, C], filters
[kH, kW, I, O], linear weights [I, O].
"""
import json
import os
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(20240607)
cases, tensors = [], {}


def rounded(*shape, scale=1.0):
    # Few bits: exact in fp32 everywhere.
    return torch.round((torch.rand(*shape) * 2 - 1) * 256) / 256 * scale


def record(name, op, inputs, call, options=None, wanted=None):
    """`inputs` by name, in our layouts; `call` computes from them; `wanted` names those that get gradients."""
    wanted = list(inputs) if wanted is None else wanted
    leaves = {key: value.clone().requires_grad_(key in wanted) for key, value in inputs.items()}
    y = call(**leaves)
    weights = rounded(*y.shape)
    gradients = torch.autograd.grad((y * weights).sum(), [leaves[key] for key in wanted])
    for key, value in inputs.items():
        tensors[f"{name}.{key}"] = value.contiguous()
    tensors[f"{name}.y"] = y.detach().contiguous()
    tensors[f"{name}.weights"] = weights.contiguous()
    for key, gradient in zip(wanted, gradients):
        tensors[f"{name}.d_{key}"] = gradient.contiguous()
    cases.append({"name": name, "op": op, "inputs": list(inputs), "gradients": wanted, "options": options or {}})


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def conv(name, shape, kernel, outputs, stride=1, pad=0, dilation=1, relu=False, residual=False):
    def call(x, filter, scale, shift, residual=None):
        y = nhwc(F.conv2d(nchw(x), filter.permute(3, 2, 0, 1), None, stride, pad, dilation)) * scale + shift
        y = y if residual is None else y + residual
        return F.relu(y) if relu else y

    inputs = {"x": rounded(*shape), "filter": rounded(*kernel, shape[3], outputs), "scale": rounded(outputs) + 1.5, "shift": rounded(outputs)}
    if residual:
        inputs["residual"] = rounded(*call(**inputs).shape)
    wanted = [key for key in inputs if key not in ("scale", "shift")]
    record(name, "conv", inputs, call, {"stride": stride, "pad": pad, "dilation": dilation, "relu": relu}, wanted)


conv("conv_1x1", (2, 5, 7, 6), (1, 1), 5)
conv("conv_3x3_odd", (1, 7, 5, 3), (3, 3), 4, pad=1)
conv("conv_3x3_stride2", (2, 9, 8, 4), (3, 3), 6, stride=2, pad=1, relu=True)
conv("conv_1x1_stride2", (1, 9, 7, 5), (1, 1), 3, stride=2)
conv("conv_7x7_stem", (1, 17, 15, 3), (7, 7), 8, stride=2, pad=3, relu=True)
conv("conv_dilated", (1, 9, 11, 4), (3, 3), 5, pad=2, dilation=2, relu=True)
conv("conv_block_end", (2, 4, 5, 6), (1, 1), 7, relu=True, residual=True)
conv("conv_dilated_residual", (1, 8, 8, 3), (3, 3), 4, pad=2, dilation=2, relu=True, residual=True)
# Channels that fill vectors and blocks of them, and a remainder.
conv("conv_wide", (1, 4, 4, 16), (3, 3), 20, pad=1, relu=True)


for name, rows, inputs, outputs, relu in (("linear", (2, 3), 5, 7, False), ("linear_relu", (9,), 33, 17, True)):
    def call(x, weight, bias, relu=relu):
        y = x @ weight + bias
        return F.relu(y) if relu else y

    record(name, "linear", {"x": rounded(*rows, inputs), "weight": rounded(inputs, outputs), "bias": rounded(outputs)}, call, {"relu": relu})

for name, shape, epsilon in (("layer_norm", (2, 3, 10), 1e-5), ("layer_norm_embedding", (5, 67), 1e-12)):
    record(name, "layerNorm", {"x": rounded(*shape), "gamma": rounded(shape[-1]) + 1, "beta": rounded(shape[-1])},
           lambda x, gamma, beta, shape=shape, epsilon=epsilon: F.layer_norm(x, shape[-1:], gamma, beta, epsilon), {"epsilon": epsilon})


def attention(name, batch, queries, keys, heads, width, causal=False, hidden=None):
    padding = None if hidden is None else torch.arange(keys)[None, :] >= torch.tensor(hidden)[:, None]

    def split(x):
        return x.view(batch, -1, heads, width).transpose(1, 2)

    def call(q, k, v):
        seen = torch.ones(batch, 1, queries, keys, dtype=torch.bool)
        if padding is not None:
            seen = seen & ~padding[:, None, None, :]
        if causal:
            seen = seen & torch.ones(queries, keys, dtype=torch.bool).tril(keys - queries)
        y = F.scaled_dot_product_attention(split(q), split(k), split(v), attn_mask=seen)
        return y.transpose(1, 2).reshape(batch, queries, heads * width)

    shape = (batch, keys, heads * width)
    record(name, "attention", {"q": rounded(batch, queries, heads * width, scale=2), "k": rounded(*shape, scale=2), "v": rounded(*shape)}, call,
           {"heads": heads, "causal": causal, "seenKeys": hidden})


attention("attention_plain", 1, 3, 5, 2, 4)
attention("attention_padded", 2, 4, 6, 2, 3, hidden=[6, 2])
attention("attention_causal", 1, 7, 7, 2, 8, causal=True)
attention("attention_causal_padded", 3, 5, 5, 1, 4, causal=True, hidden=[5, 3, 1])

for name, ignored, smoothing in (("cross_entropy", None, 0.0), ("cross_entropy_ignored", 0, 0.0), ("cross_entropy_smoothed", 0, 0.1)):
    targets = torch.tensor([3, 0, 10, 7, 0])
    record(name, "crossEntropy", {"logits": rounded(5, 11, scale=4)},
           lambda logits, ignored=ignored, smoothing=smoothing, targets=targets:
           F.cross_entropy(logits, targets, ignore_index=-100 if ignored is None else ignored, label_smoothing=smoothing).reshape(1),
           {"targets": targets.tolist(), "ignoredId": ignored, "labelSmoothing": smoothing})

ids = [[4, 0, 2], [2, 2, 0]]
record("embedding", "embedding", {"table": rounded(6, 5)}, lambda table: F.embedding(torch.tensor(ids), table, padding_idx=0), {"ids": ids, "paddingId": 0})
record("max_pool", "maxPool", {"x": rounded(2, 7, 6, 3)}, lambda x: nhwc(F.max_pool2d(nchw(x), 3, 2, 1)))

# Three steps of AdamW over two groups, each after clipping all gradients together.
groups = [{"lr": 1e-2, "weight_decay": 1e-2}, {"lr": 1e-3, "weight_decay": 0.0}]
parameters = [rounded(3, 5).requires_grad_(True), rounded(37).requires_grad_(True)]
optimizer = torch.optim.AdamW([{"params": [p], **group} for p, group in zip(parameters, groups)])
norms = []
for i, p in enumerate(parameters):
    tensors[f"adam_w.parameter{i}"] = p.detach().clone()
for step in range(3):
    for i, p in enumerate(parameters):
        p.grad = rounded(*p.shape, scale=3)
        tensors[f"adam_w.gradient{step}_{i}"] = p.grad.clone()
    norms.append(torch.nn.utils.clip_grad_norm_(parameters, 0.5).item())
    optimizer.step()
    for i, p in enumerate(parameters):
        tensors[f"adam_w.after{step}_{i}"] = p.detach().clone()
told = {"torch": torch.__version__, "cases": cases, "adamW": {"groups": groups, "clipMaxNorm": 0.5, "gradientNorms": norms}}

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
save_file(tensors, os.path.join(folder, "cases.safetensors"))
with open(os.path.join(folder, "cases.json"), "w") as file:
    json.dump(told, file, indent=1)
    file.write("\n")
