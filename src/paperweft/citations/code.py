"""Addresses of repositories in a text: GitHub, GitLab, Bitbucket, Codeberg, and models, datasets and spaces of Hugging Face."""

from __future__ import annotations

import re
from collections.abc import Iterable

from paperweft.citations.markup import without_markup

_HOSTS = (
    r"github\.com|gitlab\.com|gitlab(?:\.[a-z0-9-]+)+\.[a-z]{2,}|bitbucket\.org|codeberg\.org|huggingface\.co|hf\.co"
)
_TELLTALE = ("github.com", "gitlab", "bitbucket.org", "codeberg.org", "huggingface.co", "hf.co")
_ADDRESS = re.compile(
    rf"(?<![\w.@-])(?:https?\s?:\s?//\s?)?(?:www\.)?(?P<host>{_HOSTS})\s?/\s?(?P<path>[A-Za-z0-9._~%+@/-]+)"
    r"(?:\s(?P<next>[A-Za-z0-9._-]+)(?P<after>.?))?",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"[\w.-]*\w", re.ASCII)
#: First parts of paths that are pages of the host, not owners.
_PAGES = {
    "github.com": frozenset(
        "about apps blog collections contact customer-stories enterprise events explore features issues join login "
        "marketplace new notifications orgs organizations pricing pulls readme search security settings site sponsors "
        "stars team topics trending users".split()
    ),
    "gitlab.com": frozenset("explore help users groups search dashboard projects".split()),
    "bitbucket.org": frozenset("account dashboard product repo workspaces".split()),
    "codeberg.org": frozenset("explore user org".split()),
    "huggingface.co": frozenset(
        "api blog chat collections docs enterprise join learn login models new organizations papers posts pricing search "
        "settings spaces datasets support tasks".split()
    ),
}


def repositories(text: str) -> tuple[str, ...]:
    """The repositories that ``text`` names, in order, each once, as ``https://host/owner/name``."""
    folded = text.casefold()
    if not any(name in folded for name in _TELLTALE):
        return ()  # nearly every abstract
    found = []
    for match in _ADDRESS.finditer(without_markup(text)):
        found.append(_repository(match["host"], _mended(match["path"], match["next"], match["after"])))
    return _each_once(address for address in found if address)


def repository(address: str) -> str | None:
    """The repository that a whole address lies in (``.../tree/main/x`` and ``.git`` are cut), or None where in none."""
    match = _ADDRESS.match(address.strip())
    return _repository(match["host"], match["path"]) if match else None


def joined(*lists: Iterable[str]) -> tuple[str, ...]:
    """Addresses of several sources, each repository once, however it was written; others stay as they are."""
    return _each_once(repository(address) or address.strip() for addresses in lists for address in addresses)


def _each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    """Hosts of code tell no case apart."""
    seen: dict[str, str] = {}
    for address in addresses:
        seen.setdefault(address.casefold(), address)
    return tuple(value for value in seen.values() if value)


def _mended(path: str, following: str | None, after: str | None) -> str:
    """``path`` with what a line break cut off, where without it the address would be none and what follows looks like it."""
    if not following:
        return path
    if path.endswith(("-", "_")):
        return path + following
    name_like = re.search(r"[A-Z0-9._-]", following.rstrip(".")) or following.endswith(".") or (after or " ") in "),;}"
    if path.endswith("/") and path.count("/") == 1 and name_like:
        return path + following
    return path


def _repository(host: str, path: str) -> str | None:
    host = "huggingface.co" if host.lower() == "hf.co" else host.lower()
    parts = [part for part in path.split("/-/")[0].split("/") if part]
    names = [match[0] for part in parts if (match := _SEGMENT.match(part))]
    kind: tuple[str, ...] = ()
    if host == "huggingface.co" and names[:1] in (["datasets"], ["spaces"]):
        kind, names = (names[0],), names[1:]
    pages = _PAGES.get(host, frozenset())
    if len(names) == 1 and kind == ("datasets",):
        return f"https://{host}/datasets/{names[0]}"  # "datasets/squad": the oldest have no owner
    if len(names) < 2 or names[0].lower() in pages:
        return None
    depth = len(names) if host.startswith("gitlab") else 2  # groups of GitLab hold groups
    *owner, name = names[:depth]
    name = name[:-4] if name.lower().endswith(".git") else name
    return "/".join(("https:/", host, *kind, *owner, name)) if name else None
