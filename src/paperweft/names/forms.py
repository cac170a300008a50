"""Normal forms, slugs and near names.

Two surfaces name one thing when their normal forms are equal. The form folds case, accents, white space, hyphens,
plurals and a trailing generic noun; it keeps everything that tells names apart: digits, ``+``, ``*``, ``#``, Greek.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

_ARTICLE = re.compile(r"^(?:the|an?|our|this|these)\s+", re.IGNORECASE)
#: Nouns that say what kind of thing a name is and are no part of it ("CIFAR-10 dataset").
_HEAD = re.compile(
    r"(?<=\S)[\s-]+(?:data\s?sets?|benchmarks?|corpus|corpora|models?|frameworks?|methods?|algorithms?|approach(?:es)?|"
    r"architectures?|tasks?|suites?|techniques?)$",
    re.IGNORECASE,
)
#: Phrases whose last noun belongs to the name, so that cutting it would leave another thing or nothing.
_KEEPS_HEAD = re.compile(
    r"^(?:(?:large |small |vision[ -]|visual[ -]|multi-?modal |masked |pre-?trained |causal |neural )*language|diffusion|foundation|world|"
    r"reward|(?:gaussian |finite )?mixture|state[ -]space|energy[ -]based|topic|generative|latent[ -]variable|score[ -]based|"
    r"(?:hidden )?markov|graphical|linear|additive|surrogate|student|teacher|expectation[ -]maximi[sz]ation)[\s-]+models?$",
    re.IGNORECASE,
)
# Characters that carry meaning in names: C++, C#, A*, R^2, the Greek letters of π0 or β-VAE.
_SYMBOLS = {"+": " plus ", "*": " star ", "#": " sharp ", "&": " and "}
_PLAIN_ASCII = {n: _SYMBOLS.get(chr(n), " ") for n in range(128) if not chr(n).isalnum()}
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_IRREGULAR = {"corpora": "corpus", "analyses": "analysis", "hypotheses": "hypothesis", "matrices": "matrix",
              "vertices": "vertex", "indices": "index", "heuristics": "heuristic"}  # fmt: skip
# Words that end in s without being plurals.
_NOT_PLURAL = re.compile(r"(?:ss|us|is|ics|ous|as|os)$")
_SHORT_WORD = 3


def plain(text: str) -> str:
    """``text`` in lower case with accents removed, Greek letters and meaningful symbols spelled out, other marks as spaces."""
    if text.isascii():
        return " ".join(text.lower().translate(_PLAIN_ASCII).split())
    folded = unicodedata.normalize("NFKD", text).casefold()
    out = []
    for character in folded:
        if unicodedata.combining(character):
            continue
        if character in _GREEK:
            out.append(_GREEK[character])
        elif character in _SYMBOLS:
            out.append(_SYMBOLS[character])
        else:
            out.append(character if character.isalnum() else " ")
    return " ".join("".join(out).split())


def singular(word: str) -> str:
    """The singular of an English noun; names such as "Aries" or "ReLUs" are judged by their last letters alone.

    An abbreviation's plural ("LLMs", "GANs") loses its s; "AWS", "ANALYSIS" and short words stay.
    """
    lower = word.casefold()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if len(word) <= _SHORT_WORD and not (len(word) == _SHORT_WORD and word[:-1].isupper() and word[-1] == "s"):
        return word
    if not word.endswith("s"):
        return word
    if word[-2].isupper():  # LLMs, ViTs
        return word[:-1]
    if _NOT_PLURAL.search(lower):
        return word
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:x|ch|sh|ss|zz)es$", lower):
        return word[:-2]
    return word[:-1]


def trim(surface: str) -> str:
    """``surface`` without a leading article and without a trailing generic noun that is no part of the name."""
    text = " ".join(surface.split())
    text = _ARTICLE.sub("", text)
    while not _KEEPS_HEAD.match(text):
        shorter = _HEAD.sub("", text)
        if shorter == text or len(plain(shorter)) < 2:
            break
        text = shorter
    return text


def normal_form(surface: str) -> str:
    """The form under which surfaces of one thing agree; empty where the surface has no letter or digit.

    >>> normal_form("the Masked Auto-Encoders") == normal_form("masked autoencoder")
    True
    >>> normal_form("CIFAR-10 dataset") == normal_form("CIFAR10")
    True
    """
    text = trim(surface)
    words = re.split(r"([\s_/-]+)", text)
    words[-1] = singular(words[-1])
    return plain("".join(words)).replace(" ", "")


def slug(name: str, limit: int = 60) -> str:
    """``name`` as the readable part of an id: lower case, hyphens between words.

    C++ becomes ``c-plus-plus``, A* ``a-star``, π0 ``pi0``, "Llama 2" ``llama-2``; a name without any letter or digit
    becomes ``unnamed``. Cut at a hyphen where longer than ``limit`` characters.
    """
    text = plain(name).replace(" ", "-")
    if len(text) > limit:
        text = text[: limit + 1].rpartition("-")[0] or text[:limit]
    return text or "unnamed"


def similarity(left: str, right: str) -> float:
    """How near two names are, 0 to 1, for "did you mean": Ratcliff and Obershelp's ratio over their plain forms."""
    return SequenceMatcher(None, plain(left), plain(right)).ratio()
