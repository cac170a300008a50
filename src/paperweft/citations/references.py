"""What one paper cites: papers of the library, and works outside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paperweft.citations.gaps import Gap, ordered
from paperweft.citations.works import Works
from paperweft.record.cited_works import Identifier


def works_outside(
    paper_id: str, references: Iterable[tuple[Identifier, ...]], held: Callable[[Identifier], bool]
) -> list[Gap]:
    """The works of ``references`` that are not in the library, each once, in the order in which sources have them."""
    works = Works()
    firsts = []
    for ids in references:
        works.join(ids)
        firsts.append(ids[0])
    found = {works.work(next(iter(ids))): ids for ids in works}
    numbers = dict.fromkeys(works.work(first) for first in firsts)
    return [
        Gap(ordered(found[number]), (paper_id,))
        for number in numbers
        if not any(held(identifier) for identifier in found[number])
    ]
