"""What is found in a text: citations by author and year, identifiers, repositories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperweft.citations import AuthorYear, author_years, identifiers_in, repositories, repository


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as Davies et al., 2024 show", [(("Davies",), True, False, 2024, "")]),
        ("(Vaswani et al. 2017; Devlin et al., 2019)", [(("Vaswani",), True, False, 2017, ""), (("Devlin",), True, False, 2019, "")]),
        ("Smith and Jones (2020) prove", [(("Smith", "Jones"), False, True, 2020, "")]),
        ("Lan \\& Zhou. (2016)", [(("Lan", "Zhou"), False, True, 2016, "")]),
        ("Smith & Jones’ (2020) work", [(("Smith", "Jones"), False, True, 2020, "")]),
        ("bounds (Hinton, 2002).", [(("Hinton",), False, False, 2002, "")]),
        ("the loss of Beigi et al. (2019a,b)", [(("Beigi",), True, False, 2019, "a"), (("Beigi",), True, False, 2019, "b")]),
        ("van den Oord et al. [2018] and", [(("van den Oord",), True, False, 2018, "")]),
        ("Lattanzi et al. (SPAA 2011)", [(("Lattanzi",), True, False, 2011, "")]),
        ("CLEVR (John- son et al., 2017)", [(("John- son",), True, False, 2017, "")]),
        ("Gärtner and Nuñez-O'Neil (2020, 2021)", [(("Gärtner", "Nuñez-O'Neil"), False, True, 2020, ""), (("Gärtner", "Nuñez-O'Neil"), False, True, 2021, "")]),
        ("However, Jones, Lee, and Kim (2020)", [(("However", "Jones", "Lee", "Kim"), False, True, 2020, "")]),
    ],
)  # fmt: skip
def test_people_and_years(text: str, expected: list[tuple[object, ...]]) -> None:
    assert list(author_years(text)) == [AuthorYear(*values) for values in expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["in 2017 we saw", "from 2015 to 2019", "funded by Smith and Jones in 2020", "12.2019.3", "WMT-2014 and (2020)", "(e.g. 2019)", "the 2017 Davies prize", ""],
)  # fmt: skip
def test_years_without_people_are_no_citations(text: str) -> None:
    assert list(author_years(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see arXiv:2312.00752v2.", [("arxiv", "2312.00752")]),
        ("(https://arxiv.org/abs/2312.00752)", [("arxiv", "2312.00752")]),
        ("\\href{http://arxiv.org/pdf/hep-th/9901001v1}{this}", [("arxiv", "hep-th/9901001")]),
        ("doi:10.48550/arXiv.2312.00752,", [("arxiv", "2312.00752")]),
        ("in https://doi.org/10.1016/S0140-6736(20)30183-5.", [("doi", "10.1016/s0140-6736(20)30183-5")]),
        ("(doi.org/10.1016/S0140-6736(20)30183-5)", [("doi", "10.1016/s0140-6736(20)30183-5")]),
        ("[paper](https://doi.org/10.1145/3292500.3330701), next", [("doi", "10.1145/3292500.3330701")]),
        ("<https://doi.org/10.1145/ 3292500.3330701>", [("doi", "10.1145/3292500.3330701")]),
        ("10.1007/978-3-030\\_1", [("doi", "10.1007/978-3-030_1")]),
        ("at https://aclanthology.org/P16-1162/.", [("acl", "P16-1162")]),
        ("huggingface.co/papers/2312.00752", [("arxiv", "2312.00752")]),
        ("posted on arXiv in 2312.00752 ways; 110.1145/3 and version 10.2", []),
    ],
)  # fmt: skip
def test_identifiers(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(identifiers_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Code: https://github.com/Some-one/Re_po.py.", ["https://github.com/Some-one/Re_po.py"]),
        ("at \\url{https://github.com/a/b\\_c}.", ["https://github.com/a/b_c"]),
        ("[code](https://github.com/a/b) and <http://www.github.com/a/b.git>", ["https://github.com/a/b"]),
        ("(github.com/a/b/tree/main/sub/x.py)", ["https://github.com/a/b"]),
        ("https://github.com/a/b)), *https://gitlab.com/g/sub/p/-/tree/x*", ["https://github.com/a/b", "https://gitlab.com/g/sub/p"]),
        ("https://gitlab.inria.fr/team/tool, https://bitbucket.org/a/b/src/x, codeberg.org/a/b", ["https://gitlab.inria.fr/team/tool", "https://bitbucket.org/a/b", "https://codeberg.org/a/b"]),
        ("https://huggingface.co/a/m-7b, hf.co/datasets/a/d/viewer and huggingface.co/spaces/a/s", ["https://huggingface.co/a/m-7b", "https://huggingface.co/datasets/a/d", "https://huggingface.co/spaces/a/s"]),
        ("https://github.com/ owner/name.", ["https://github.com/owner/name"]),
        ("https: //github.com/owner/ My-Name and", ["https://github.com/owner/My-Name"]),
        ("https://github.com/owner/long- name.", ["https://github.com/owner/long-name"]),
        ("https://github.com/A/B and github.com/a/b", ["https://github.com/A/B"]),
        ("https://github.com/owner/ and then", []),
        ("https://github.com/owner, https://owner.github.io/name, https://huggingface.co/papers/2312.00752, github.com/topics/nlp", []),
        ("mail me@github.com/a/b or notgithub.com/a/b", []),
    ],
)  # fmt: skip
def test_repositories(text: str, expected: list[str]) -> None:
    assert list(repositories(text)) == expected


def test_an_address_is_cut_to_its_repository() -> None:
    assert repository(" https://github.com/a/b/blob/main/x.py ") == "https://github.com/a/b"
    assert repository("https://zenodo.org/records/1") is None


@given(st.text(alphabet=st.sampled_from("aA1 .,()[]{}/\\-&;:é2019github.com10.1145etal"), max_size=300))
def test_any_text_is_survived(text: str) -> None:
    for address in repositories(text):
        assert repositories(address) == (address,)
    list(identifiers_in(text))
    list(author_years(text))
