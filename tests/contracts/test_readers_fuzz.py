"""Any bytes give papers, or what was skipped with its place, or one SourceError of one line; never anything else."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers import FORMATS, READERS, Skipped, read_source
from tests.contracts.test_readers import COMPRESSORS, ROWS

fuzzed = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40)
#: What formats are made of, and what breaks them.
SIGNS = (
    "{ } [ ] ( ) , : ; = \" ' \\ / @ % # $ & ~ ^ _ < > | - — é 凯 \u202e \ufeff \x00 \x1a \x85 \u2028 \ud800 null true NaN 1e999 -0 \\u0000 \\ud800 "
    "@article{ @string{ @comment{ @preamble{ author title = {{ }} \\'e {\\\" \\begin{ TY  -  ER  - \r\n\n PT J \nTI  \nAB  \nAU  <?xml <!ENTITY <rdf:RDF <jats:p> </p> "
    '"title" "abstract" "results" "items" "data" "message" "id" "ids" "authors" "abstract_inverted_index" "externalIds" "DOI" "references" "itemType" "paper" '
    "10.1234/x 2101.00001 https://openalex.org/W1 2020 Jan"
).split(" ")
tokens = st.lists(st.sampled_from(SIGNS) | st.text(max_size=6), max_size=40).map("".join)


def check(data: bytes, form: str | None = None) -> None:
    """Reads ``data`` from standard input and checks what every reader promises."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        try:
            for item in read_source("-", form):
                assert item.line is not None and item.line >= 1
                if isinstance(item, SourceRecord):
                    assert item.title or item.abstract
                    assert item.title == " ".join(item.title.split()) and item.abstract == " ".join(
                        item.abstract.split()
                    )
                    json.dumps(dict(item.raw))
                    repr(item).encode("utf-8", "backslashreplace")
                else:
                    assert isinstance(item, Skipped) and item.reason and "\n" not in item.reason
        except SourceError as error:
            assert str(error) and "\n" not in str(error)


@fuzzed
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)


@fuzzed
@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_taken_for_any_format(data: bytes, form: str) -> None:
    check(data, form)


@pytest.mark.parametrize("name", READERS)
@settings(parent=fuzzed, max_examples=25)
@given(tokens, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"]))
def test_signs_of_formats_in_any_order(name: str, text: str, encoding: str) -> None:
    check(text.encode(encoding, "replace"), name)
    check(text.encode(encoding, "replace"))


@st.composite
def damaged(draw: Callable[..., object], source: str) -> bytes:
    """A good source with a stretch cut out, doubled or written over at some places."""
    data = source.encode()
    for _ in range(draw(st.integers(1, 4))):  # type: ignore[call-overload]
        start: int = draw(st.integers(0, len(data)))  # type: ignore[assignment]
        length: int = draw(st.integers(0, 30))  # type: ignore[assignment]
        put = draw(st.binary(max_size=8) | st.sampled_from(SIGNS).map(lambda sign: sign.encode("utf-8", "replace")) | st.just(data[start : start + length] * 2))  # fmt: skip
        data = data[:start] + bytes(put) + data[start + length :]  # type: ignore[call-overload]
    return data


@pytest.mark.parametrize("name", READERS)
@settings(parent=fuzzed, max_examples=25)
@given(st.data())
def test_damaged_sources(name: str, data: st.DataObject) -> None:
    harmed = data.draw(damaged(ROWS[name] * data.draw(st.sampled_from([1, 2]))))
    check(harmed)
    check(harmed, name)


@pytest.mark.parametrize("suffix", COMPRESSORS)
@fuzzed
@given(st.data())
def test_damaged_compressed_sources(suffix: str, data: st.DataObject) -> None:
    packed = bytearray(COMPRESSORS[suffix](ROWS["jsonl"].encode() * 3))
    for _ in range(data.draw(st.integers(0, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(packed[: data.draw(st.integers(1, len(packed)))]))


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"title": "T", "a": [', "{", "@article{", "(", "<a>", "\\'", "$"])
@pytest.mark.parametrize("name", READERS)
def test_endless_nesting(name: str, opening: str) -> None:
    check((opening * 30_000).encode(), name)
    check((ROWS[name] + opening * 30_000).encode())


@pytest.mark.parametrize("piece", ["@article{a,\n", "@article{a, title={T}}\n", "TY  - JOUR\n", "PT J\n", '{"title":"T"}\n', "a,b\n", "T\n\n", "<p>", "\ud800".encode("utf-8", "replace").decode()])  # fmt: skip
def test_many_of_the_same(piece: str) -> None:
    check((piece * 3_000).encode())


@fuzzed
@given(st.binary(max_size=200))
@example(b"")
def test_any_bytes_within_a_good_compression(data: bytes) -> None:
    check(zlib.compressobj(wbits=31).compress(data) + b"")
    for compress in COMPRESSORS.values():
        check(compress(data))
