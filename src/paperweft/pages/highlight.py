"""Titles and abstracts with their entities marked, as one HTML page, by spaCy's displaCy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from paperweft.model import ENTITY_TYPES, ROLES
from paperweft.pages.palette import NODE_COLOURS


def highlighted(papers: Iterable[Mapping[str, Any]]) -> str:
    """A page of ``papers`` as ``extract`` gives them: each entity in its type's colour, with its type and role."""
    from spacy import displacy

    documents: list[dict[str, Any]] = []
    for paper in papers:
        first = {"title": 0, "abstract": len(paper["title"]) + 2}
        marked: list[dict[str, Any]] = [
            {
                "start": first[mention["field"]] + mention["start"],
                "end": first[mention["field"]] + mention["end"],
                "label": f"{entity['type']} · {entity['role']}",
            }
            for entity in paper["entities"]
            for mention in entity["mentions"]
        ]
        documents.append(
            {"text": f"{paper['title']}\n\n{paper['abstract']}", "ents": sorted(marked, key=lambda m: m["start"])}
        )
    colours = {f"{kind} · {role}": f"{NODE_COLOURS[kind]}66" for kind in ENTITY_TYPES for role in ROLES}
    return str(
        displacy.render(documents, style="ent", manual=True, page=True, jupyter=False, options={"colors": colours})
    )
