"""Makes the catalogue of well-known names from annotated abstracts and raw public name lists.

    python -m training.catalogue CORPUS/train.jsonl --names names.jsonl --out src/paperweft/data/catalogue.jsonl

An entity enters when annotators named it as required in at least two papers under one type in at least two thirds of
them, or in one paper while two independent name lists have it under that type. Its aliases are the other
surfaces that were annotated for it, sizes folded, and the lists' own. A versioned model is a variant of its family where that
is an entry too. The held-out dev.jsonl and the seed page are never read.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from paperweft.model import ENTITY_TYPES
from paperweft.names.forms import normal_form, singular, slug, trim
from paperweft.names.variants import family, without_size
from training.corpus import read_papers

_PAPERS, _SHARE = 2, 2 / 3
_LISTS = 2
_USED = 3  # papers in which a surface must stand for the entity to be an alias on that ground alone
#: Lists whose "models" are leaderboard rows or identifiers rather than names people write.
NOISY = {"pwc_sota_extractor", "timm_names", "nlp_progress", "dobatymo_algos", "keras_hub", "openmmlab"}


def is_size(name: str) -> bool:
    """Whether nothing but a model's size is named ("7B", "1.5B", "405B Instruct")."""
    return re.match(r"^\d+(\.\d+)?[bmk]?\b", name, re.IGNORECASE) is not None and not re.search(r"[A-Za-z]{2}", name)


def abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` is made of the initials of the words of ``long``, as "MAE" is, or of "masked autoencoder"'s parts."""
    words = re.findall(r"[A-Za-z]+|\d+", long)
    if len(words) < 2 or " " in short or len(short) > 8:
        return False
    letters = singular(short).casefold().replace("-", "")
    pattern = ".*?".join(re.escape(c) for c in letters)
    initials = "".join(word[0] for word in words).casefold()
    return letters == initials or (
        letters[0] == initials[0]
        and len(letters) <= len(initials) + 1
        and letters[-1] in initials
        and re.match(pattern, long.casefold()) is not None
    )


def folded(name: str, kind: str) -> str:
    """The name without article, generic noun and, for models, size."""
    return trim(name if kind == "Dataset" else without_size(trim(name)))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--names", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    args = cli.parse_args()
    names: dict[str, Counter[str]] = defaultdict(Counter)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    aliases: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in read_papers(args.corpus):
        seen = set()
        for entity in paper["entities"]:
            name = folded(entity["name"], entity["type"])
            form = normal_form(name)
            if not entity["required"] or entity["type"] not in ENTITY_TYPES or not form or form in seen:
                continue
            seen.add(form)
            names[form][name] += 1
            types[form][entity["type"]] += 1
            aliases[form].update({folded(surface, entity["type"]) for surface in entity["surface"]})
    lists: dict[str, dict[str, Any]] = defaultdict(lambda: {"sources": set(), "types": Counter(), "aliases": set()})
    with args.names.open(encoding="utf-8") as handle:
        for line in handle:
            row = json.loads(line)
            form = normal_form(folded(row["name"], row["type"]))
            sources = set(row["sources"]) - NOISY
            lists[form]["sources"] |= sources
            lists[form]["types"][row["type"]] += len(sources)
            lists[form]["aliases"] |= set(row["aliases"])

    def kind_of(form: str) -> str | None:
        """The entry's type, where the form is well known enough to be an entry."""
        votes = types[form]
        total = sum(votes.values())
        if not total:
            return None
        kind, count = votes.most_common(1)[0]
        listed = lists.get(form)
        known = listed is not None and len(listed["sources"]) >= _LISTS and listed["types"].most_common(1)[0][0] == kind
        return kind if count >= _SHARE * total and (total >= _PAPERS or known) else None

    entries = {form: kind for form in names if (kind := kind_of(form))}
    # Two spellings of one entity ("BERT" under its long name once): an alias that annotators used mostly for another
    # entry folds the smaller entry into the larger.
    owner: dict[str, Counter[str]] = defaultdict(Counter)
    for form in entries:
        for alias, count in aliases[form].items():
            owner[normal_form(alias)][form] += count
    merged: dict[str, str] = {}

    def top(form: str) -> str:
        while form in merged:
            form = merged[form]
        return form

    for form in sorted(entries, key=lambda f: sum(types[f].values())):
        best, count = owner[form].most_common(1)[0] if owner[form] else (form, 0)
        if top(best) != form and entries[best] == entries[form] and count > owner[form][form]:
            merged[form] = best
            continue
        # An abbreviation that is often written alone ("GRU") belongs to the long form that annotators also gave it.
        short = max(names[form], key=lambda n: (names[form][n], n))
        for other, _ in owner[form].most_common():
            long = max(names[other], key=lambda n: (names[other][n], n))
            if top(other) != form and entries[other] == entries[form] and abbreviates(short, long):
                merged[form] = other
                break

    rows: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    by_size = sorted((f for f in entries if top(f) == f), key=lambda f: (-sum(types[f].values()), f))
    for form in by_size:
        kind = entries[form]
        name = max(names[form], key=lambda n: (names[form][n], n))
        if name == name.lower() and kind != "Task":
            name = name[0].upper() + name[1:]
        identifier = f"{kind.lower()}:{slug(name)}"
        if identifier in taken:
            continue
        taken.add(identifier)
        own = [f for f in entries if top(f) == form]
        found = set()
        for member in own:
            found |= {
                a for a, n in aliases[member].items() if n >= _USED or abbreviates(a, name) or abbreviates(name, a)
            }
        found |= {folded(alias, kind) for alias in lists[form]["aliases"]} if form in lists else set()
        keep = {}
        for alias in sorted(found):
            key = normal_form(alias)
            # An alias that is another entry's own name, or mostly another's alias, is not ours.
            if len(key) < 2 or is_size(alias) or (key in entries and top(key) != form):
                continue
            if owner[key] and top(owner[key].most_common(1)[0][0]) != form:
                continue
            if key != normal_form(name):
                keep.setdefault(key, alias)
        rows[form] = {"id": identifier, "name": name, "type": kind, "aliases": sorted(keep.values())}
    for row in rows.values():
        base = family(row["name"]) if row["type"] == "Model" else None
        parent = rows.get(top(normal_form(base))) if base else None
        if parent and parent["type"] == "Model" and parent["id"] != row["id"]:
            row["variant_of"] = parent["id"]
        if not row["aliases"]:
            del row["aliases"]
    with args.out.open("w", encoding="utf-8") as handle:
        for row in rows.values():
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(rows)} entries: {dict(Counter(row['type'] for row in rows.values()))}")


if __name__ == "__main__":
    main()
