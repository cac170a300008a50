"""Checkpoint -> what of the component the encoder's training gives: int8 ONNX, span head and tokenizer.

python -m training.export CHECKPOINT.pt --tokenizer tokenizer.json --out src/paperweft/data/recogniser
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from paperweft.extraction.network import MODEL, SPANS, TOKENIZER
from paperweft.model import ENTITY_TYPES
from training.corpus import TAGS
from training.network import Network


class Unpadded(nn.Module):
    """The network as it runs in the package: one window at a time, nothing masked, without what only helps in training."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        logits: Tensor = self.network(ids, shapes, torch.ones_like(ids))
        return logits[..., len(TAGS) + len(ENTITY_TYPES) :]


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("checkpoint", type=Path)
    cli.add_argument("--tokenizer", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--float", action="store_true", help="leave the weights in float32, to see what int8 costs")
    args = cli.parse_args()
    saved = torch.load(args.checkpoint)
    network = Network(saved["layers"])
    network.load_state_dict(saved["weights"])
    network.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    sample = torch.zeros(1, 48, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            Unpadded(network), (sample, sample), str(full), input_names=["ids", "shapes"], output_names=["logits"],
            dynamic_axes={"ids": {1: "pieces"}, "shapes": {1: "pieces"}, "logits": {1: "pieces"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if args.float:
            (args.out / MODEL).write_bytes(full.read_bytes())
        else:
            quantize_dynamic(str(full), str(args.out / MODEL), weight_type=QuantType.QInt8, per_channel=True,
                             op_types_to_quantize=["MatMul", "Gather"])  # fmt: skip
    tokenizer = json.loads(args.tokenizer.read_text(encoding="utf-8"))
    tokenizer.update(truncation=None, padding=None)
    (args.out / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    spans = {"widths": network.spans.widths, "weight": network.spans.out.weight.T, "bias": network.spans.out.bias}
    np.savez(args.out / SPANS, **{name: tensor.detach().numpy().copy() for name, tensor in spans.items()})


if __name__ == "__main__":
    main()
