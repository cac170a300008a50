"""Which of a paper's entities it says are built from which: in plain words, or in a coined compound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paperweft.model import Extends, Mention

_SAID, _COINED = 0.8, 0.7
_BETWEEN = re.compile(
    r"^(?:\s*\([^()]*\))?\s*,?\s*(?:(?:is|are|was|which|that)\s+)*(?:(?:an?|the|our)\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:(?:extension|variant|version|adaptation|generali[sz]ation|improvement|descendant)s?\s+(?:of|to|on)|"
    r"extends?|extending|generali[sz]es|adapts|built\s+(?:up)?on(?:\s+top\s+of)?|builds\s+(?:up)?on(?:\s+top\s+of)?|"
    r"based\s+on|derived\s+from|fine-?tuned\s+from|initiali[sz]ed\s+(?:from|with)|inherits\s+from)\s+"
    r"(?:(?:the|an?|original|standard|vanilla|pre-?trained)\s+)*$",
    re.IGNORECASE,
)
_BUILT = frozenset({"Model", "Method"})
_REACH = 100  # characters between two names of one statement


def find_lineage(mentions: Sequence[Mention], title: str, abstract: str) -> Iterator[Extends]:
    """Pairs (child, parent) of surfaces, each once; children are the paper's own (role introduces).

    "SalUn extends gradient ascent" says it; "CRATE-MAE" has it in its name where "MAE" is read beside it or alone.
    """
    texts = {"title": title, "abstract": abstract}
    seen: set[tuple[str, str]] = set()
    own = [m for m in mentions if m.role == "introduces" and m.type in _BUILT]
    for child in own:
        base = _base(child.text)
        for parent in mentions:
            if (
                parent.type not in _BUILT
                or parent.role == "introduces"
                or parent.text.casefold() == child.text.casefold()
            ):
                continue
            near = parent.field == child.field and 0 < parent.start - child.end <= _REACH
            if (
                near
                and parent.start < child.sentence_end
                and _BETWEEN.match(texts[child.field][child.end : parent.start])
            ):
                confidence = _SAID
            elif base == parent.text:
                confidence = _COINED
            else:
                continue
            if (child.text, parent.text) not in seen:
                seen.add((child.text, parent.text))
                yield Extends(child.text, parent.text, confidence)
        if base and (child.text, base) not in seen and all(base != m.text for m in mentions):
            seen.add((child.text, base))
            yield Extends(child.text, base, _COINED)


def _base(name: str) -> str | None:
    """The name at the end of a compound of one word ("MAE" of CRATE-MAE, "LLaMA" of SEED-LLaMA), where it is one.

    What stands before the hyphen says how the new thing differs; what stands last says what it is. Descriptive phrases
    ("Few-Shot Meta-Learning") are no such compounds: a name has two capitals or more.
    """
    first, hyphen, last = name.rpartition("-")
    named = hyphen and first and len(last) > 2 and not any(c.isspace() for c in name)
    return last if named and sum(c.isupper() for c in last) >= 2 else None
