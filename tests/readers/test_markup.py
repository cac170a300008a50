"""Markup in abstracts becomes text, and what only looks like markup stays."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperweft.readers.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<jats:title>Abstract</jats:title><jats:p>We weave.</jats:p><jats:p>It holds.</jats:p>",
            "We weave. It holds.",
        ),
        ("<jats:sec>\n  <jats:title>Aims</jats:title>\n <jats:p>To weave.</jats:p></jats:sec>", "Aims: To weave."),
        ("<p>Plain <b>HTML</b>&nbsp;too</p>", "Plain HTML too"),
        ("H<sub>2</sub>O at 10<sup>−3</sup>", "H2O at 10−3"),
        ("a gene (\n     <jats:italic>ABC1</jats:italic>\n     ), mutated", "a gene (ABC1), mutated"),
        ("&lt;em&gt;Abstract&lt;/em&gt; .—To weave", "To weave"),
        ("&amp;lt;p&amp;gt;Twice escaped &amp;amp; more&amp;lt;/p&amp;gt;", "Twice escaped & more"),
        ("<![CDATA[<p>kept</p>]]><!-- not --><script>no()</script>", "kept"),
        (
            "let <inline-formula><alternatives><tex-math>\\documentclass{minimal} $$x$$</tex-math>"
            "<mml:math>\n<mml:mi>x</mml:mi>\n</mml:math></alternatives></inline-formula> be",
            "let x be",
        ),
        ("let <tex-math>$x$</tex-math> be", "let $x$ be"),
        ("p < 0.05 & q > 0.1, x<y and <mask> or <b and c>", "p < 0.05 & q > 0.1, x<y and <mask> or <b and c>"),
        ("Abstract Meaning Representation parses", "Abstract Meaning Representation parses"),
        ("Abstract. We parse", "We parse"),
        ("Abstract In this work", "In this work"),
        ("<title>Unclosed", "Unclosed"),
        ("AT&T &amp; co &notanentity;", "AT&T & co ¬anentity;"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "p", "jats:title", "/", "<!--", "-->", "&lt;", "&amp;", " ", "\n", "x=", "(", "math"]
        )
    )
)
def test_any_markup_gives_one_line(parts: list[str]) -> None:
    text = plain_text("".join(parts))
    assert text == " ".join(text.split())


def test_marks_that_nothing_closes_take_linear_time() -> None:
    for mark in ("<!--", "<![CDATA[", "<title>", "<math>", "<script>", "<tex-math>", "(", "<p ", "&lt;", "</i>"):
        plain_text(mark * 50_000)
    plain_text("(" + "\n" * 50_000 + "x")
