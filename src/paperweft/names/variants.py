"""Model families: which part of a model's name is its size or flavour, and which version of what it is.

``Llama2-7b-chat`` is the model "Llama 2" in a size and a flavour, and Llama 2 is a version of Llama. Sizes, chat and
instruct forms, quantisations and dates are folded away; versions stay and give VARIANT_OF.
"""

from __future__ import annotations

import re

_SEPARATOR = r"[\s_\-:/]+"
_SIZE = r"(?:\d+x)?\d+(?:\.\d+)?[bBmM](?:-?[aA]\d+(?:\.\d+)?[bB])?"
_FLAVOUR = (
    r"(?i:chat|instruct(?:ed|ion)?|it|hf|base|large|small|tiny|huge|medium|(?<=-)xx?l|"
    r"fp16|bf16|int[48]|awq|gptq|gguf|[248]-?bit|preview|latest|thinking)"
)
_DATE = r"(?:20\d\d-?[01]\d-?[0-3]\d|20\d\d-?[01]\d|[01]\d[0-3]\d|2[45]\d\d)"
#: A trailing size, flavour or date after a hyphen or space, or a size glued to a version by a hyphen.
_TAIL = re.compile(
    rf"^(?P<base>.*[^\W_].*?){_SEPARATOR}(?:(?P<size>{_SIZE})|(?P<flavour>{_FLAVOUR})|(?P<date>{_DATE}))$", re.DOTALL
)
_PARENTHESIS = re.compile(rf"\s*\((?:{_SIZE})\)$")
_PATCH = re.compile(
    r"^(?P<base>(?:\w+-)*ViT)-(?:Ti|S|B|L|H|g|G)(?:/?(?:8|14|16|32))?$|^(?P<name>DeiT|Swin)-(?:Ti?|S|B|L)$"
)
_VENDOR = re.compile(r"^(?:meta|google|openai|microsoft|mistralai|facebook)[-/](?=\S)", re.IGNORECASE)
#: name, optional separator, version: "Llama 2", "Llama2", "GPT-3.5", "YOLOv8", "Qwen2.5".
_VERSION = re.compile(r"^(?P<base>[^\W\d_][^\d]*?)(?<!-[A-Za-z])[\s\-]?(?:v|V)?(?P<version>\d{1,2}(?:\.\d{1,2})?)$")


def without_size(name: str) -> str:
    """``name`` without sizes, chat and instruct flavours, quantisation and dates; at least the first word stays.

    >>> without_size("Llama2-7b-chat"), without_size("Mixtral 8x7B"), without_size("BERT-large")
    ('Llama2', 'Mixtral', 'BERT')
    >>> without_size("CIFAR-10"), without_size("GPT-4o")
    ('CIFAR-10', 'GPT-4o')
    """
    text = _VENDOR.sub("", _PARENTHESIS.sub("", name.strip()))
    patch = _PATCH.match(text)
    if patch:
        return patch["base"] or patch["name"]
    while True:
        match = _TAIL.match(text)
        if not match:
            return text
        base = match["base"].rstrip(" -_:/")
        # "Very large", "knowledge base": a plain lower-case phrase is no model in a size. A model's name has a capital
        # or a digit; a spaced flavour word needs one too ("BERT large"), and a date must follow a versioned name.
        if not re.search(r"[A-Z0-9]", base) or len(base) < 2:
            return text
        if match["date"] and not re.search(r"\d", base):
            return text
        text = base


def family(name: str) -> str | None:
    """The family of which ``name`` is a version, by its form alone; None where the name carries no version.

    Whether such a family exists is for the caller to know: "CIFAR-10" has the form too.

    >>> family("Llama 2"), family("GPT-3.5"), family("YOLOv8"), family("Mamba-2"), family("ResNet-50"), family("SalUn")
    ('Llama', 'GPT', 'YOLO', 'Mamba', 'ResNet', None)
    """
    match = _VERSION.match(name.strip())
    if not match:
        return None
    base = match["base"].rstrip(" -")
    return base if len(base) > 1 else None
