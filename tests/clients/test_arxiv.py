"""arXiv: feeds with errors as entries, fewer entries than ids, harvests."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import pytest

from paperweft.clients import Arxiv, Http
from paperweft.clients.arxiv import set_of
from paperweft.clients.limits import Pace
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked, Reply


def entry(id: str, title: str = "Round\n  Widgets", extra: str = "") -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{id}</id><title>{title}</title><summary>  Widgets are\n&lt;round&gt;.</summary>"
        "<published>2024-01-02T10:00:00Z</published><updated>2025-01-02T10:00:00Z</updated>"
        "<author><name>Jane Doe</name><arxiv:affiliation>X</arxiv:affiliation></author><author><name>R. Roe</name></author>"
        f'<category term="cs.LG" scheme="s"/><category term="cs.CL"/>{extra}</entry>'
    )


def feed(*entries: str, total: int | None = None) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/'"
        " xmlns:arxiv='http://arxiv.org/schemas/atom' xmlns='http://www.w3.org/2005/Atom'><title>arXiv Query</title>"
        f"<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>{''.join(entries)}</feed>"
    )


ERROR = feed(
    "<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title>"
    "<summary>incorrect id format for abc</summary><author><name>arXiv api core</name></author></entry>"
)


def client(http: Http, serve: Serve, answer: Any) -> tuple[Arxiv, Any]:
    service = serve(answer)
    return Arxiv(http, base_url=f"{service.url}/api/query", oai_url=f"{service.url}/oai", pace=Pace(0.0, 1)), service


def ids(items: Any) -> list[str]:
    return [item.ids["arxiv"] if isinstance(item, SourceRecord) else f"- {item.text}" for item in items]


def test_an_entry_in_full(serve: Serve, http: Http) -> None:
    extra = "<arxiv:doi>10.1234/A 10.1234/B</arxiv:doi><arxiv:journal_ref>J. Widgets 7 (2025)</arxiv:journal_ref>"
    asking, _ = client(http, serve, lambda asked: feed(entry("2401.00001v3", extra=extra)))
    (record,) = asking.works(["2401.00001"])
    assert isinstance(record, SourceRecord)
    assert (record.title, record.abstract, record.year) == ("Round Widgets", "Widgets are <round>.", 2024)
    assert record.ids == {"arxiv": "2401.00001", "doi": "10.1234/a"} and record.other_ids == (("doi", "10.1234/b"),)
    assert record.authors == ("Jane Doe", "R. Roe") and record.tags == ("cs.LG", "cs.CL")
    assert (record.venue, record.url) == ("J. Widgets 7 (2025)", "https://arxiv.org/abs/2401.00001")


def test_fewer_entries_than_ids(serve: Serve, http: Http) -> None:
    """Two ids of which one entry answers; an id with a version; the old form with a subject class, which arXiv leaves out."""
    answer = feed(entry("1707.08567v1"), entry("math/0309136v1"), entry("astro-ph/0601001v1"))
    asking, service = client(http, serve, lambda asked: answer)
    items = list(
        asking.works(["0808.05394", "1707.08567v2", "arXiv:1707.08567", "math.GT/0309136", "astro-ph/0601001"])
    )
    assert ids(items) == ["- 0808.05394", "1707.08567", "math/0309136", "astro-ph/0601001"]
    assert isinstance(items[0], Skipped) and items[0].line == 1
    assert isinstance(items[2], SourceRecord) and items[2].other_ids == (("arxiv", "math.gt/0309136"),)
    assert service.asked[0].query["id_list"] == "0808.05394,1707.08567,math/0309136,astro-ph/0601001"


@pytest.mark.parametrize("status", [200, 400])
def test_one_bad_id_spoils_no_other(serve: Serve, http: Http, status: int) -> None:
    """Errors come as an entry titled "Error", with 400 or with 200; then the others are asked for without it."""

    def answer(asked: Asked) -> Any:
        wanted = asked.query["id_list"].split(",")
        return Reply(ERROR, status) if "9999.99999" in wanted else feed(*map(entry, wanted))

    asking, _ = client(http, serve, answer)
    assert ids(asking.works(["2401.00001", "9999.99999", "2401.00003"])) == ["2401.00001", "- 9999.99999", "2401.00003"]


def test_a_paper_may_be_called_error(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: feed(entry("2401.00001v1", title="Error")))
    assert ids(asking.works(["2401.00001"])) == ["2401.00001"]


def test_a_query_that_arxiv_does_not_take(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: Reply(ERROR, 400))
    with pytest.raises(ServiceError, match=r"^arXiv does not take the query: incorrect id format for abc$"):
        list(asking.search("x", 5))


@pytest.mark.parametrize("content", ["Rate exceeded.", "<html><body>Sorry</body></html>", ""])
def test_no_feed(serve: Serve, http: Http, content: str) -> None:
    asking, _ = client(http, serve, lambda asked: content)
    with pytest.raises(ServiceError, match="no feed of papers"):
        list(asking.search("x", 5))


def test_queries(serve: Serve, http: Http) -> None:
    asking, service = client(http, serve, lambda asked: feed())
    for query in ("round widgets", "ti:widgets AND cat:cs.LG"):
        list(asking.search(query, 5))
    list(asking.by_title('"Round" widgets: A (very) short study'))
    assert [asked.query["search_query"] for asked in service.asked] == [
        "all:round AND all:widgets", "ti:widgets AND cat:cs.LG", 'ti:"Round widgets A very short study"',
    ]  # fmt: skip


def test_pages_and_one_that_comes_empty(serve: Serve, http: Http) -> None:
    """arXiv at times answers with an empty page in the midst of results; asked again it has them."""
    empty = iter([True, False])

    def answer(asked: Asked) -> Any:
        start = int(asked.query["start"])
        if start == 100 and next(empty):
            return feed(total=130)
        return feed(*(entry(f"2401.{n:05}v1") for n in range(start, min(start + 100, 130))), total=130)

    asking, service = client(http, serve, answer)
    assert len(list(asking.search("widgets", 500))) == 130
    assert [asked.query["start"] for asked in service.asked] == ["0", "100", "100"]


def test_pages_that_stay_empty(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: feed(total=130))
    with pytest.raises(ServiceError, match="empty page"):
        list(asking.search("widgets", 500))


def oai(body: str) -> str:
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>x</responseDate>{body}</OAI-PMH>'


def oai_record(id: str) -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:{id}</identifier></header><metadata><arXiv xmlns='http://arxiv.org/OAI/arXiv/'>"
        f"<id>{id}</id><created>2024-01-02</created><updated>2025-01-02</updated><authors><author><keyname>Doe</keyname>"
        '<forenames>Jane</forenames></author><author><keyname>Ro\\"e</keyname><forenames>R.</forenames><suffix>Jr</suffix></author></authors>'
        "<title>Round\n Widg\\'ets</title><categories>cs.LG stat.ML</categories><doi>10.1234/A</doi><abstract> Widgets &amp; more. </abstract>"
        "</arXiv></metadata></record>"
    )


DELETED = "<record><header status='deleted'><identifier>oai:arXiv.org:2401.00009</identifier></header></record>"


@pytest.mark.parametrize("end", ["", "<resumptionToken/>", "<resumptionToken cursor='2'>  </resumptionToken>"])
def test_a_harvest_ends_where_the_token_is_empty(serve: Serve, http: Http, end: str) -> None:
    def answer(asked: Asked) -> Any:
        token = asked.query.get("resumptionToken")
        if token is None:
            return oai(
                f"<ListRecords>{oai_record('2401.00001')}{DELETED}<resumptionToken>a&amp;skip=2</resumptionToken></ListRecords>"
            )
        return oai(f"<ListRecords>{oai_record('2401.00002')}{end}</ListRecords>")

    asking, service = client(http, serve, answer)
    items = list(asking.harvest("cs.LG", date(2024, 1, 1), date(2024, 1, 31)))
    assert ids(items) == ["2401.00001", "- ", "2401.00002"]
    assert isinstance(items[1], Skipped) and items[1].reason == "deleted at arXiv"
    first = items[0]
    assert isinstance(first, SourceRecord) and first.authors == ("Jane Doe", "R. Roë Jr") and first.year == 2024
    assert first.title == "Round Widgéts" and first.ids == {"doi": "10.1234/a", "arxiv": "2401.00001"}
    assert [dict(asked.query) for asked in service.asked] == [
        {"verb": "ListRecords", "metadataPrefix": "arXiv", "set": "cs:cs:LG", "from": "2024-01-01", "until": "2024-01-31"},
        {"verb": "ListRecords", "resumptionToken": "a&skip=2"},
    ]  # fmt: skip


def test_a_harvest_of_nothing(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: oai('<error code="noRecordsMatch">none</error>'))
    assert list(asking.harvest("cs.LG")) == []


def test_a_token_that_was_forgotten_begins_anew_once(serve: Serve, http: Http) -> None:
    refused = iter([True, False, True, True])

    def answer(asked: Asked) -> Any:
        if "resumptionToken" not in asked.query:
            return oai(f"<ListRecords>{oai_record('2401.00001')}<resumptionToken>t</resumptionToken></ListRecords>")
        if next(refused):
            return oai('<error code="badResumptionToken">expired</error>')
        return oai(f"<ListRecords>{oai_record('2401.00002')}</ListRecords>")

    asking, _ = client(http, serve, answer)
    assert ids(asking.harvest("cs.LG")) == ["2401.00001", "2401.00002"]
    with pytest.raises(ServiceError, match="badResumptionToken: expired"):
        list(asking.harvest("cs.LG"))


def test_what_else_oai_refuses(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: oai('<error code="badArgument">no\n such set</error>'))
    with pytest.raises(ServiceError, match=r"^arXiv answered badArgument: no such set$"):
        list(asking.harvest("cs.XX"))


@pytest.mark.parametrize(
    ("category", "set"),
    [("cs.LG", "cs:cs:LG"), ("stat", "stat"), ("hep-th", "physics:hep-th"), ("astro-ph.GA", "physics:astro-ph:GA"),
     ("physics.optics", "physics:physics:optics"), ("q-bio.NC", "q-bio:q-bio:NC"), ("cs:cs:AI", "cs:cs:AI")],
)  # fmt: skip
def test_sets(category: str, set: str) -> None:
    assert set_of(category) == set


def test_names_in_one_line(serve: Serve, http: Http) -> None:
    """arXivRaw has them so, with affiliations in brackets."""
    raw = (
        "<record><header/><metadata><arXivRaw xmlns='http://arxiv.org/OAI/arXivRaw/'><id>0704.0001</id>"
        "<version version='v1'><date>Tue, 3 Apr 2007 22:04:11 GMT</date></version><version version='v2'><date>Tue, 3 Apr 2008</date></version>"
        f"<title>T</title><authors>{escape('J. Doe (1, (A & B)), R. Roe and X. Poe (2)')}</authors><abstract>A.</abstract></arXivRaw></metadata></record>"
    )
    asking, _ = client(http, serve, lambda asked: oai(f"<ListRecords>{raw}</ListRecords>"))
    (record,) = asking.harvest("cs")
    assert isinstance(record, SourceRecord) and record.authors == ("J. Doe", "R. Roe", "X. Poe") and record.year == 2007
