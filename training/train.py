"""Fine-tunes the recogniser on annotated abstracts; see training/README.md for the recipe and what was tried.

python -m training.train CORPUS.jsonl --encoder bge-small.onnx --tokenizer tokenizer.json --out DIRECTORY
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from paperweft.extraction.spans import VECTOR
from paperweft.model import ENTITY_TYPES, ROLES
from training.corpus import IGNORED, TAGS, Example, examples, read_papers
from training.network import Network, load_encoder

TYPE_WEIGHT, ROLE_WEIGHT, SPAN_WEIGHT = 0.25, 0.3, 1.0


def batches(pool: list[Example], size: int, generator: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of windows of like length, so that little is padding."""
    order = list(range(len(pool)))
    generator.shuffle(order)
    groups = []
    for start in range(0, len(order), size * 25):
        chunk = sorted(order[start : start + size * 25], key=lambda i: len(pool[i].window.ids))
        groups.extend(chunk[i : i + size] for i in range(0, len(chunk), size))
    generator.shuffle(groups)
    for group in groups:
        yield [pool[i] for i in group]


def loss_of(network: Network, batch: list[Example]) -> Tensor:
    """The summed losses of the three heads over the words of one batch."""
    length = max(len(e.window.ids) for e in batch)
    ids, shapes, attention = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
    rows, columns = [], []
    for row, example in enumerate(batch):
        size = len(example.window.ids)
        ids[row, :size] = torch.from_numpy(example.window.ids)
        shapes[row, :size] = torch.from_numpy(example.window.shapes)
        attention[row, :size] = 1
        rows.append(np.full(len(example.window.heads), row))
        columns.append(example.window.heads)
    logits = network(ids, shapes, attention)
    words = logits[torch.from_numpy(np.concatenate(rows)), torch.from_numpy(np.concatenate(columns))]
    tags, types, roles, vectors = words.split([len(TAGS), len(ENTITY_TYPES), len(ROLES), 3 * VECTOR], dim=-1)

    def entropy(scores: Tensor, labels: list[np.ndarray]) -> Tensor:
        target = torch.from_numpy(np.concatenate(labels))
        return F.cross_entropy(scores, target, ignore_index=IGNORED)

    counts = [len(e.window.heads) for e in batch]
    padded = torch.nn.utils.rnn.pad_sequence(list(vectors.split(counts)), batch_first=True)
    scores = network.spans(padded)
    target = span_targets(batch, scores.shape[1], padded.shape[1])
    spans = F.cross_entropy(scores.flatten(0, 2), target.flatten(), ignore_index=IGNORED, reduction="sum") / sum(counts)
    return (
        entropy(tags, [e.tags for e in batch])
        + TYPE_WEIGHT * entropy(types, [e.types for e in batch])
        + ROLE_WEIGHT * entropy(roles, [e.roles for e in batch])
        + SPAN_WEIGHT * spans
    )


def span_targets(batch: list[Example], widths: int, words: int) -> Tensor:
    """(batch, widths, words): the class of every span, IGNORED where it leaves its field or its window."""
    target = torch.zeros(len(batch), widths, words, dtype=torch.long)
    for row, example in enumerate(batch):
        count = len(example.window.heads)
        for more in range(widths):
            target[row, more, max(0, count - more) :] = IGNORED
            target[row, more, max(0, example.title_words - more) : example.title_words] = IGNORED
        for first, more, kind in example.spans.tolist():
            if more < widths:
                target[row, more, first] = kind
    return target


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--encoder", type=Path, required=True, help="ONNX file of bge-small-en-v1.5")
    cli.add_argument("--tokenizer", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True, help="directory for checkpoints")
    cli.add_argument("--layers", type=int, default=6)
    cli.add_argument("--epochs", type=float, default=2.0)
    cli.add_argument("--batch", type=int, default=16)
    cli.add_argument(
        "--rate", type=float, default=2e-4, help="peak learning rate of the encoder; the heads take five times it"
    )
    cli.add_argument(
        "--fraction", type=float, default=1.0, help="share of the corpus to train on, for a learning curve"
    )
    cli.add_argument("--held-out", type=int, default=0, help="papers at the end of the corpus that are not trained on")
    cli.add_argument("--steps", type=int, default=0, help="stop after this many steps, to time one")
    cli.add_argument("--seed", type=int, default=1)
    args = cli.parse_args()
    torch.manual_seed(args.seed)
    generator = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    papers = read_papers(args.corpus)
    papers = papers[: len(papers) - args.held_out]
    papers = papers[: math.ceil(len(papers) * args.fraction)]
    pool = [example for paper in papers for example in examples(paper, tokenizer)]
    network = Network(args.layers)
    load_encoder(network, args.encoder)
    fast = [p for n, p in network.named_parameters() if n.startswith(("heads", "shapes", "spans"))]
    slow = [
        p for n, p in network.named_parameters() if p.requires_grad and not n.startswith(("heads", "shapes", "spans"))
    ]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": args.rate}, {"params": fast, "lr": 5 * args.rate}], weight_decay=0.01
    )
    total = args.steps or round(args.epochs * math.ceil(len(pool) / args.batch))
    warmup = max(1, total // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, max(0.02, (total - step) / (total - warmup)))
    )
    print(f"{len(papers)} papers, {len(pool)} windows, {total} steps", flush=True)
    network.train()
    step, running, began, saved = 0, 0.0, time.monotonic(), time.monotonic()

    def save() -> None:
        torch.save(
            {"layers": args.layers, "step": step, "weights": network.state_dict()}, args.out / "checkpoint.pt.part"
        )
        (args.out / "checkpoint.pt.part").replace(args.out / "checkpoint.pt")

    while step < total:
        for batch in batches(pool, args.batch, generator):
            loss = loss_of(network, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running = 0.98 * running + 0.02 * loss.item() if step > 1 else loss.item()
            if step % 10 == 0:
                pace = (time.monotonic() - began) / step
                print(
                    json.dumps({"step": step, "of": total, "loss": round(running, 4), "s_per_step": round(pace, 2)}),
                    flush=True,
                )
            if time.monotonic() - saved > 600:
                save()
                saved = time.monotonic()
            if step >= total:
                break
    save()


if __name__ == "__main__":
    main()
