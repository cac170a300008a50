"""Makes works in the form of the OpenAlex snapshot, gzipped JSON lines, of the size that real ones have.

    python benchmarks/openalex_works.py FOLDER [--works 100000] [--part 10000]

The same numbers give the same files. Words are made up; some 20 references a work point at works of the set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_URL = "https://openalex.org/"
_SYLLABLES = "ba con de fer gra in la men nor o per qua ra si ta tion ur ven xi zo".split()
_REFERENCES = (5, 35)
_ABSTRACT_WORDS = (90, 260)


def works(count: int) -> Iterator[dict[str, Any]]:
    """``count`` works; four in five have an abstract, nine in ten a DOI."""
    chance = random.Random(20)
    common = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(400)]
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(20_000)]
    people = [f"{chance.choice(rare).title()} {chance.choice(rare).title()}" for _ in range(max(100, count // 2))]

    def words(many: int) -> list[str]:
        return [chance.choice(common if chance.random() < 0.6 else rare) for _ in range(many)]

    for number in range(count):
        title = " ".join(words(chance.randint(6, 14))).capitalize()
        address = f"https://doi.org/10.5555/{chance.choice(common)}.{number}" if chance.random() < 0.9 else None
        year = chance.randint(1990, 2025)
        yield _work(number, title, address, year, words, people, chance, count)


def _work(
    number: int,
    title: str,
    doi: str | None,
    year: int,
    words: Any,
    people: list[str],
    chance: random.Random,
    count: int,
) -> dict[str, Any]:
    source = {
        "id": f"{_URL}S{chance.randint(1, 9999)}", "display_name": " ".join(words(3)).title(), "issn_l": "1234-5678", "issn": ["1234-5678"],
        "is_oa": False, "is_in_doaj": False, "host_organization": f"{_URL}P{chance.randint(1, 999)}", "host_organization_name": " ".join(words(2)),
        "host_organization_lineage": [f"{_URL}P{chance.randint(1, 999)}"], "type": "journal",
    }  # fmt: skip
    location = {
        "is_oa": False, "landing_page_url": doi or f"https://repository.example/{number}", "pdf_url": None, "source": source, "license": None,
        "version": "publishedVersion", "is_accepted": True, "is_published": True,
    }  # fmt: skip
    topics = [
        {
            "id": f"{_URL}T{chance.randint(10000, 14000)}", "display_name": " ".join(words(4)), "score": round(chance.random(), 4),
            "subfield": {"id": f"{_URL}subfields/1702", "display_name": "Artificial Intelligence"},
            "field": {"id": f"{_URL}fields/17", "display_name": "Computer Science"},
            "domain": {"id": f"{_URL}domains/3", "display_name": "Physical Sciences"},
        }
        for _ in range(3)
    ]  # fmt: skip
    index: dict[str, list[int]] | None = None
    if chance.random() < 0.8:
        index = {}
        for position, word in enumerate(words(chance.randint(*_ABSTRACT_WORDS))):
            index.setdefault(word + ("." if position % 17 == 16 else ""), []).append(position)
    ids = {"openalex": f"{_URL}W{number + 1}", **({"doi": doi} if doi else {}), "mag": str(number + 10**9)}
    return {
        "id": f"{_URL}W{number + 1}", "doi": doi, "title": title, "display_name": title, "publication_year": year,
        "publication_date": f"{year}-05-17", "ids": ids, "language": "en", "primary_location": location, "type": "article",
        "type_crossref": "journal-article", "indexed_in": ["crossref"], "open_access": {"is_oa": False, "oa_status": "closed", "oa_url": None, "any_repository_has_fulltext": False},
        "authorships": [_authorship(name, words, chance) for name in chance.sample(people, chance.randint(1, 6))],
        "cited_by_count": chance.randint(0, 90), "biblio": {"volume": "12", "issue": "3", "first_page": "101", "last_page": "118"},
        "is_retracted": False, "is_paratext": False, "primary_topic": topics[0], "topics": topics,
        "keywords": [{"id": f"{_URL}keywords/{word}", "display_name": word.title(), "score": round(chance.random(), 4)} for word in words(4)],
        "concepts": [{"id": f"{_URL}C{chance.randint(1, 10**8)}", "wikidata": f"https://www.wikidata.org/wiki/Q{chance.randint(1, 10**7)}",
                      "display_name": word.title(), "level": 2, "score": round(chance.random(), 7)} for word in words(12)],
        "mesh": [], "locations_count": 2, "locations": [location, {**location, "version": "submittedVersion"}], "best_oa_location": None,
        "sustainable_development_goals": [], "grants": [], "referenced_works_count": 20,
        "referenced_works": [f"{_URL}W{chance.randint(1, count)}" for _ in range(chance.randint(*_REFERENCES))],
        "related_works": [f"{_URL}W{chance.randint(1, 4 * 10**9)}" for _ in range(10)], "abstract_inverted_index": index,
        "cited_by_api_url": f"https://api.openalex.org/works?filter=cites:W{number + 1}",
        "counts_by_year": [{"year": y, "cited_by_count": chance.randint(0, 20)} for y in range(2018, 2026)],
        "updated_date": "2025-11-01T10:11:12.131415", "created_date": "2016-06-24",
    }  # fmt: skip


def _authorship(name: str, words: Any, chance: random.Random) -> dict[str, Any]:
    institution = {
        "id": f"{_URL}I{chance.randint(1, 10**8)}", "display_name": f"University of {words(1)[0].title()}", "ror": "https://ror.org/0123456789",
        "country_code": "DE", "type": "education", "lineage": [f"{_URL}I{chance.randint(1, 10**8)}"],
    }  # fmt: skip
    return {
        "author_position": "middle", "author": {"id": f"{_URL}A{chance.randint(1, 10**9)}", "display_name": name, "orcid": None},
        "institutions": [institution], "countries": ["DE"], "is_corresponding": False, "raw_author_name": name,
        "raw_affiliation_strings": [f"Department of {words(2)[0]}, {institution['display_name']}"],
    }  # fmt: skip


def write_parts(folder: Path, count: int, part: int) -> list[Path]:
    """Writes ``count`` works in files of ``part`` works each; files that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part_{n:03}.gz" for n in range(-(-count // part))]
    if all(path.exists() for path in paths):
        return paths
    made = works(count)
    for path in paths:
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as stream:
            for _, work in zip(range(part), made, strict=False):
                stream.write(json.dumps(work, ensure_ascii=False) + "\n")
    return paths


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--works", type=int, default=100_000)
    cli.add_argument("--part", type=int, default=10_000)
    args = cli.parse_args()
    write_parts(args.folder, args.works, args.part)


if __name__ == "__main__":
    main()
