"""CATR's network for comparisons: our own rewrite in PyTorch, of the same layers and the same work.

Names of parameters are CATR's, so `load_state_dict` takes our safetensors. Letters: B pictures, T positions, D width, V pieces.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

BLOCKS = {"resnet50": (3, 4, 6, 3), "resnet101": (3, 4, 23, 3), "resnet152": (3, 8, 36, 3)}


class FrozenNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        for name, value in (("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.full((channels,), value))

    def forward(self, x):
        scale = self.weight * (self.running_var + 1e-5).rsqrt()
        shift = self.bias - self.running_mean * scale
        return x * scale.view(1, -1, 1, 1).to(x.dtype) + shift.view(1, -1, 1, 1).to(x.dtype)


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride, dilation, shortcut):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = FrozenNorm(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, dilation, dilation, bias=False)
        self.bn2 = FrozenNorm(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = FrozenNorm(4 * width)
        self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * width, 1, stride, bias=False), FrozenNorm(4 * width)) if shortcut else None

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = F.relu(self.bn2(self.conv2(y)), inplace=True)
        return F.relu(self.bn3(self.conv3(y)) + identity, inplace=True)


class Body(nn.Module):
    def __init__(self, blocks, dilate):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = FrozenNorm(64)
        inputs = 64
        for stage, count in enumerate(blocks):
            width, dilated = 64 << stage, dilate and stage == 3
            layers = []
            for i in range(count):
                stride = 2 if stage > 0 and i == 0 and not dilated else 1
                layers.append(Bottleneck(inputs, width, stride, 2 if dilated and i > 0 else 1, i == 0))
                inputs = 4 * width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        for name, parameter in self.named_parameters():
            parameter.requires_grad_(any(stage in name for stage in ("layer2", "layer3", "layer4")))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x)), inplace=True), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Backbone(nn.Module):
    def __init__(self, blocks, dilate):
        super().__init__()
        self.body = Body(blocks, dilate)


def sine_positions(padding, half=128):
    """padding [B, h, w] bool -> [B, h * w, 2 * half]."""
    seen = (~padding).float()
    y, x = seen.cumsum(1), seen.cumsum(2)
    y = y / (y[:, -1:, :] + 1e-6) * 2 * math.pi
    x = x / (x[:, :, -1:] + 1e-6) * 2 * math.pi
    index = torch.arange(half)
    divisor = 10000 ** (2 * (index // 2) / half)

    def wave(values):
        angle = values[..., None] / divisor
        return torch.stack((angle[..., 0::2].sin(), angle[..., 1::2].cos()), -1).flatten(3)

    return torch.cat((wave(y), wave(x)), -1).flatten(1, 2)


class EncoderLayer(nn.Module):
    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(width, heads, dropout)
        self.linear1, self.linear2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, positions, padding):
        n = self.norm1(x)
        q = n + positions
        x = x + self.drop(self.self_attn(q, q, n, key_padding_mask=padding, need_weights=False)[0])
        return x + self.drop(self.linear2(self.drop(F.relu(self.linear1(self.norm2(x))))))


class DecoderLayer(nn.Module):
    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(width, heads, dropout)
        self.multihead_attn = nn.MultiheadAttention(width, heads, dropout)
        self.linear1, self.linear2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, memory, keys, query_positions, causal, padding, memory_padding):
        n = self.norm1(x)
        q = n + query_positions
        x = x + self.drop(self.self_attn(q, q, n, attn_mask=causal, key_padding_mask=padding, need_weights=False)[0])
        n = self.norm2(x) + query_positions
        x = x + self.drop(self.multihead_attn(n, keys, memory, key_padding_mask=memory_padding, need_weights=False)[0])
        return x + self.drop(self.linear2(self.drop(F.relu(self.linear1(self.norm3(x))))))


class Layers(nn.Module):
    def __init__(self, layers, width):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(width)


class Embeddings(nn.Module):
    def __init__(self, pieces, width, positions, dropout):
        super().__init__()
        self.word_embeddings = nn.Embedding(pieces, width, padding_idx=0)
        self.position_embeddings = nn.Embedding(positions, width)
        self.LayerNorm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, ids):
        places = self.position_embeddings.weight[: ids.shape[1]]
        return self.drop(self.LayerNorm(self.word_embeddings(ids) + places))


class Transformer(nn.Module):
    def __init__(self, pieces, positions, width, heads, inner, encoder_layers, decoder_layers, dropout):
        super().__init__()
        self.encoder = Layers([EncoderLayer(width, heads, inner, dropout) for _ in range(encoder_layers)], width)
        self.decoder = Layers([DecoderLayer(width, heads, inner, dropout) for _ in range(decoder_layers)], width)
        self.embeddings = Embeddings(pieces, width, positions, dropout)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)

    def encode(self, source, positions, padding):
        for layer in self.encoder.layers:
            source = layer(source, positions, padding)
        return self.encoder.norm(source)

    def decode(self, memory, positions, memory_padding, ids, padding):
        length = ids.shape[1]
        x = self.embeddings(ids).transpose(0, 1)
        query_positions = self.embeddings.position_embeddings.weight[:length].unsqueeze(1)
        causal = torch.ones(length, length, dtype=torch.bool).triu(1)
        for layer in self.decoder.layers:
            x = layer(x, memory, memory + positions, query_positions, causal, padding, memory_padding)
        return self.decoder.norm(x).transpose(0, 1)


class Head(nn.Module):
    def __init__(self, width, inner, pieces):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, inner), nn.Linear(inner, inner), nn.Linear(inner, pieces)])

    def forward(self, x):
        return self.layers[2](F.relu(self.layers[1](F.relu(self.layers[0](x)))))


class Captioner(nn.Module):
    """images [B, 3, H, W], padding [B, H, W] bool, ids [B, T], id_padding [B, T] bool -> logits [B, T, V]."""

    def __init__(self, backbone="resnet101", dilation=True, width=256, heads=8, inner=2048, encoder_layers=6, decoder_layers=6,
                 pieces=30522, positions=128, dropout=0.1, head=512):
        super().__init__()
        self.backbone = nn.ModuleList([Backbone(BLOCKS[backbone], dilation)])
        self.input_proj = nn.Conv2d(2048, width, 1)
        self.transformer = Transformer(pieces, positions, width, heads, inner, encoder_layers, decoder_layers, dropout)
        self.mlp = Head(width, head, pieces)
        self.width = width

    def encode(self, images, padding):
        features = self.backbone[0].body(images)
        grid = F.interpolate(padding[None].float(), size=features.shape[-2:])[0].bool()
        positions = sine_positions(grid, self.width // 2).transpose(0, 1)
        source = self.input_proj(features).flatten(2).permute(2, 0, 1)
        return self.transformer.encode(source, positions, grid.flatten(1)), positions, grid.flatten(1)

    def forward(self, images, padding, ids, id_padding):
        memory, positions, grid = self.encode(images, padding)
        return self.mlp(self.transformer.decode(memory, positions, grid, ids, id_padding))


def optimizer_of(model, rate=1e-4, backbone_rate=1e-5, fused=False):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return torch.optim.AdamW([
        {"params": [p for name, p in named if "backbone" not in name]},
        {"params": [p for name, p in named if "backbone" in name], "lr": backbone_rate},
    ], lr=rate, weight_decay=1e-4, fused=fused)
