"""Which of a paper's entities it says are built from which.

A paper's own models, methods and datasets (role introduces) are paired with everything else that it names; trees judge each
pair by how the two stand in the text, by their names ("CRATE-MAE" ends in "MAE"), and by how often other papers build on the
parent. They are fitted on the annotators' ``extends`` (training/lineage.py).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paperweft.extraction.trees import Trees
from paperweft.model import Abbreviation, Extends, Mention
from paperweft.names.forms import normal_form

FEATURES: tuple[str, ...] = (
    "ends in it", "contains it", "parent in title", "child in title", "parent uses", "parent evaluates_on", "parent compares",
    "parent mentions", "parent introduces", "child model", "child dataset", "parent model", "parent dataset", "parent task",
    "same sentence", "distance", "said", "built words", "novel", "parents", "children", "parent mentions count", "parent order",
    "parent share", "parent known", "first sentence together",
)  # fmt: skip
_COINED = 0.7
_CUE = re.compile(
    r"\b(?:extend\w*|extension|variants?|version|generali[sz]\w*|built|builds|based|derived|fine-?tun\w+|initiali[sz]ed|inherits?|"
    r"adapt\w*|modif\w+|improv\w+|augment\w*|enhanc\w+|revisit\w*|inspired|incorporat\w+|integrat\w+|combin\w+|leverag\w+)\b",
    re.IGNORECASE,
)
_NOVEL = re.compile(r"\b(?:an?|the|new|novel|efficient|improved|simple|proposed)\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE)
_SAID = re.compile(
    r"^(?:\s*\([^()]*\))?\s*,?\s*(?:(?:is|are|was|which|that)\s+)*(?:(?:an?|the|our)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:(?:extension|variant|version|adaptation|generali[sz]ation|improvement|descendant)s?\s+(?:of|to|on)|"
    r"extends?|extending|generali[sz]es|adapts|built\s+(?:up)?on(?:\s+top\s+of)?|builds\s+(?:up)?on(?:\s+top\s+of)?|"
    r"based\s+on|derived\s+from|fine-?tuned\s+from|initiali[sz]ed\s+(?:from|with)|inherits\s+from)\s+"
    r"(?:(?:the|an?|original|standard|vanilla|pre-?trained)\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a paper names: its mentions in text order, and the normal forms of its surfaces."""

    forms: frozenset[str]
    mentions: tuple[Mention, ...]

    @property
    def role(self) -> str:
        """The role of its mentions, which share it."""
        return self.mentions[0].role

    @property
    def type(self) -> str:
        """The type of its mentions, which share it."""
        return self.mentions[0].type


@dataclass(frozen=True, slots=True)
class Lineage:
    """The trees, the probability from which a pair is taken, and how often forms were parents where they were named."""

    extends: Trees
    threshold: float
    parents: Mapping[str, tuple[int, int]]

    @classmethod
    def load(cls, path: Path) -> Lineage:
        """What training wrote."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        parents = {form: (built, named) for form, (built, named) in saved["parents"].items()}
        return cls(Trees.of(saved, FEATURES), saved["threshold"], parents)

    def find(
        self, mentions: Sequence[Mention], abbreviations: Iterable[Abbreviation], title: str, abstract: str
    ) -> Iterator[Extends]:
        """Pairs (child, parent) of surfaces, each once."""
        named = things_of(mentions, abbreviations)
        for child, parent, numbers in pairs_of(named, title, abstract, self.parents):
            confidence = self.extends(numbers)
            if confidence >= self.threshold:
                yield Extends(child.mentions[0].text, parent.mentions[0].text, round(confidence, 4))
        read = {form for thing in named for form in thing.forms}
        for thing in named:
            base = _base(thing.mentions[0].text)
            # A parent that is named within the child's name only.
            if (
                thing.role == "introduces"
                and thing.type in ("Model", "Method")
                and base
                and normal_form(base) not in read
            ):
                yield Extends(thing.mentions[0].text, base, _COINED)


def things_of(mentions: Sequence[Mention], abbreviations: Iterable[Abbreviation]) -> list[Named]:
    """The mentions by what they name: one normal form, or two that are an abbreviation and its long form."""
    long_of = {normal_form(pair.short): normal_form(pair.long) for pair in abbreviations}
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        form = normal_form(mention.text)
        groups.setdefault(long_of.get(form, form), []).append(mention)
    return [Named(frozenset(normal_form(m.text) for m in group), tuple(group)) for group in groups.values()]


def pairs_of(
    named: Sequence[Named], title: str, abstract: str, parents: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[Named, Named, list[float]]]:
    """Every (child, parent) that could be one, with the numbers of :data:`FEATURES`."""
    texts = {"title": title, "abstract": abstract}
    children = [thing for thing in named if thing.role == "introduces" and thing.type != "Task"]
    others = len(named) - len(children)
    for child in children:
        for order, parent in enumerate(named):
            if parent is child:
                continue
            built, seen = max((parents.get(form, (0, 0)) for form in sorted(parent.forms)), key=lambda pair: pair[1])
            near, said, cue, novel = _closest(child, parent, texts)
            yield child, parent, [
                float(any(c != p and c.endswith(p) for c in child.forms for p in parent.forms)),
                float(any(c != p and p in c for c in child.forms for p in parent.forms)),
                float(any(m.field == "title" for m in parent.mentions)),
                float(any(m.field == "title" for m in child.mentions)),
                *(float(parent.role == role) for role in ("uses", "evaluates_on", "compares", "mentions", "introduces")),
                float(child.type == "Model"), float(child.type == "Dataset"),
                float(parent.type == "Model"), float(parent.type == "Dataset"), float(parent.type == "Task"),
                float(near < _FAR), math.log1p(near), float(said), float(cue), float(novel),
                float(others), float(len(children)), float(len(parent.mentions)), float(order),
                (built + 0.5) / (seen + 4), math.log1p(seen),
                float(near < _FAR and child.mentions[0].field == "abstract"),
            ]  # fmt: skip


_FAR = 10_000


def _closest(child: Named, parent: Named, texts: Mapping[str, str]) -> tuple[int, bool, bool, bool]:
    """(characters between the two where they are nearest in one sentence, _FAR where they share none; whether the text
    says that one extends the other; whether it has a word of building; whether the parent stands after "a novel")."""
    near, said, cue, novel = _FAR, False, False, False
    for left in child.mentions:
        for right in parent.mentions:
            if left.field != right.field or not (left.sentence_start <= right.start < left.sentence_end):
                continue
            text = texts[left.field]
            between = text[left.end : right.start] if left.end <= right.start else text[right.end : left.start]
            near = min(near, len(between))
            said = said or (left.end <= right.start and bool(_SAID.match(between)))
            sentence = text[left.sentence_start : left.sentence_end]
            cue = cue or bool(_CUE.search(sentence))
            novel = novel or bool(_NOVEL.search(text[right.sentence_start : right.start]))
    return near, said, cue, novel


def _base(name: str) -> str | None:
    """The name at the end of a compound of one word ("MAE" of CRATE-MAE, "LLaMA" of SEED-LLaMA), where it is one.

    What stands before the hyphen says how the new thing differs; what stands last says what it is. Descriptive phrases
    ("Few-Shot Meta-Learning") are no such compounds: a name has two capitals or more.
    """
    first, hyphen, last = name.rpartition("-")
    named = hyphen and first and len(last) > 2 and not any(c.isspace() for c in name)
    return last if named and sum(c.isupper() for c in last) >= 2 else None
