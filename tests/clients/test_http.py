"""Requests: retries, waits, errors in one line, the cache, and keys that are seen nowhere."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

import paperweft
from paperweft.clients import Http, OpenAlex, SemanticScholar
from paperweft.clients.limits import Pace
from paperweft.errors import PaperweftError, RateLimitError, ServiceError
from tests.clients.conftest import OpenHttp
from tests.conftest import Serve
from tests.service import Asked, Reply, Service

FREE = Pace(0.0)
KEY = "sk/secret+key=42"


def get(http: Http, service: Service) -> bytes:
    http.serve(service.url, FREE)
    return http.get(f"{service.url}/a").content


def in_turn(*replies: Reply) -> object:
    """Answers with each of ``replies``, then with the last one for ever."""
    left = list(replies)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_fails_in_passing_is_tried_again(serve: Serve, http: Http, status: int) -> None:
    service = serve(in_turn(Reply("<h1>oops</h1>", status), Reply("", status), Reply('{"a": 1}')))  # type: ignore[arg-type]
    assert get(http, service) == b'{"a": 1}'
    assert len(service.asked) == 3


def test_posts_are_tried_again_too(serve: Serve, http: Http) -> None:
    service = serve(in_turn(Reply("", 502), Reply("[]")))  # type: ignore[arg-type]
    http.serve(service.url, FREE)
    assert http.post(service.url, {"ids": ["x"]}).json() == []
    assert [asked.body for asked in service.asked] == [{"ids": ["x"]}] * 2


def test_a_service_that_stays_down(serve: Serve, http: Http) -> None:
    service = serve(
        lambda asked: Reply("<html><title>503</title><body><h1>Down for  maintenance</h1></body></html>", 503)
    )
    with pytest.raises(ServiceError, match=r"^127\.0\.0\.1:\d+ answered 503: Down for maintenance$"):
        get(http, service)
    assert len(service.asked) == 5


def test_a_service_that_cannot_be_reached(serve: Serve, http: Http) -> None:
    service = serve(lambda asked: Reply())
    service.stop()
    with pytest.raises(ServiceError, match=r"^127\.0\.0\.1:\d+ cannot be reached: .*refused$") as error:
        get(http, service)
    assert "\n" not in str(error.value) and "object at" not in str(error.value)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply("Resource not found.", 410), "Resource not found."),
        (Reply({"message": "Forbidden"}, 403), "Forbidden"),
        (Reply({"error": "Invalid query", "message": "'W' is no id"}, 400), "'W' is no id"),
        (Reply({"status": "failed", "message": [{"type": "x", "message": "rows must be a number"}]}, 400), "rows must be a number"),
        (Reply("<!doctype html>\n<title>418</title><style>p {}</style><p>A &lt;teapot\n</p>", 418), "A &lt;teapot"),
        (Reply("", 400), "nothing"),
        (Reply("x" * 5_000, 400), "x" * 200 + "…"),
        (Reply(b"\xff\xfe\x00", 400), "��\x00"),
    ],
)  # fmt: skip
def test_errors_are_one_line_in_the_words_of_the_service(serve: Serve, http: Http, reply: Reply, says: str) -> None:
    with pytest.raises(ServiceError) as error:
        get(http, serve(lambda asked: reply))
    assert str(error.value).endswith(f" answered {reply.status}: {says}") and "\n" not in str(error.value)


def test_html_with_status_200_is_no_json(serve: Serve, http: Http) -> None:
    service = serve(lambda asked: Reply("<html><body>Please log in</body></html>"))
    http.serve(service.url, FREE)
    with pytest.raises(ServiceError, match="something that is not JSON: Please log in"):
        http.get(service.url).json()


def soon(seconds: float) -> str:
    return format_datetime(datetime.now(timezone.utc) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("reply", "least", "most"),
    [
        (Reply("slow down", 429, {"Retry-After": "7"}), 7, 7),
        (Reply("slow down", 503, {"Retry-After": "7"}), 7, 7),
        (Reply({"error": "Rate limit exceeded", "retryAfter": 0.05}, 429), 0.05, 0.05),
        (Reply("slow down", 429, {"Retry-After": "in a while"}), 0.001, 0.001),
        (Reply({"message": "Too Many Requests", "code": "429"}, 429), 0.001, 0.001),
    ],
)  # fmt: skip
def test_a_short_wait_is_waited(
    serve: Serve, http: Http, pauses: list[float], reply: Reply, least: float, most: float
) -> None:
    service = serve(in_turn(reply, Reply("{}")))  # type: ignore[arg-type]
    assert get(http, service) == b"{}"
    assert len(pauses) == 1 and least <= pauses[0] <= most


@pytest.mark.parametrize(("seconds", "least", "most"), [(100, 1, 100), (-30, 0, 0)])
def test_a_short_wait_until_a_date(
    serve: Serve, http: Http, pauses: list[float], seconds: int, least: int, most: int
) -> None:
    service = serve(in_turn(Reply("slow down", 429, {"Retry-After": soon(seconds)}), Reply("{}")))  # type: ignore[arg-type]
    assert get(http, service) == b"{}"
    assert len(pauses) == 1 and least <= pauses[0] <= most


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("dated", [False, True])
def test_a_wait_of_thirteen_hours_ends_the_fetch(
    serve: Serve, http: Http, pauses: list[float], dated: bool, status: int
) -> None:
    told = soon(46_800) if dated else "46800"
    service = serve(lambda asked: Reply({"message": "Insufficient budget."}, status, {"Retry-After": told}))
    with pytest.raises(
        RateLimitError, match=r"answers again from \d{4}-\d\d-\d\d \d\d:\d\d UTC on: Insufficient budget\."
    ) as error:
        get(http, service)
    assert abs(error.value.until - datetime.now(timezone.utc) - timedelta(hours=13)) < timedelta(minutes=1)
    assert len(service.asked) == 1 and pauses == []


def test_429_without_end(serve: Serve, http: Http, pauses: list[float]) -> None:
    service = serve(lambda asked: Reply({"message": "Too Many Requests"}, 429))
    with pytest.raises(ServiceError, match="keeps answering that there are too many requests"):
        get(http, service)
    assert pauses == [0.001 * 2**n for n in range(6)]


def test_an_answer_that_breaks_off_is_asked_for_again(serve: Serve, http: Http, pauses: list[float]) -> None:
    service = serve(in_turn(Reply("half", headers={"Content-Length": "99"}), Reply("whole")))  # type: ignore[arg-type]
    assert get(http, service) == b"whole" and len(service.asked) == 2
    always = serve(lambda asked: Reply("half", headers={"Content-Length": "99"}))
    with pytest.raises(ServiceError, match="breaks its answers off"):
        get(http, always)
    assert len(always.asked) == 4


def test_who_asks(serve: Serve, open_http: OpenHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    service = serve(lambda asked: Reply("{}"))
    get(open_http(cache=False), service)
    monkeypatch.setenv("PAPERWEFT_MAILTO", "jane@example.org")
    get(open_http(cache=False), service)
    name = f"paperweft/{paperweft.__version__} (https://pypi.org/project/paperweft"
    assert [asked.headers["User-Agent"] for asked in service.asked] == [f"{name})", f"{name}; mailto:jane@example.org)"]


def test_answers_are_kept_until_they_are_asked_for_anew(serve: Serve, open_http: OpenHttp) -> None:
    content = ["first"]

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == f'"{content[0]}"':
            return Reply(b"", 304)
        return Reply([content[0]], headers={"ETag": f'"{content[0]}"'})

    service = serve(answer)
    assert [get(open_http(), service) for _ in range(2)] == [b'["first"]', b'["first"]']
    assert len(service.asked) == 1
    assert get(open_http(refresh=True), service) == b'["first"]'  # 304
    assert len(service.asked) == 2 and "If-None-Match" in service.asked[1].headers
    content[0] = "second"
    assert get(open_http(), service) == b'["first"]'
    assert get(open_http(cache=False), service) == b'["second"]'
    assert get(open_http(), service) == b'["first"]'  # what went without the cache was not kept
    assert get(open_http(refresh=True), service) == b'["second"]'
    assert get(open_http(), service) == b'["second"]'


def test_without_an_etag_anew_is_anew(serve: Serve, open_http: OpenHttp) -> None:
    count = iter(range(10))
    service = serve(lambda asked: Reply(f"[{next(count)}]"))
    http = open_http()
    http.serve(service.url, FREE)
    assert [http.get(service.url, anew=anew).content for anew in (False, True, False, True)] == [
        b"[0]",
        b"[1]",
        b"[1]",
        b"[2]",
    ]


def test_passing_answers_are_not_kept(serve: Serve, http: Http) -> None:
    count = iter(range(10))
    service = serve(lambda asked: Reply(f"[{next(count)}]"))
    http.serve(service.url, FREE)
    assert [http.get(service.url, passing=True).content for _ in range(3)] == [b"[0]", b"[1]", b"[2]"]


def test_errors_are_not_kept(serve: Serve, http: Http) -> None:
    service = serve(in_turn(Reply("gone", 404), Reply("back")))  # type: ignore[arg-type]
    http.serve(service.url, FREE)
    assert [http.get(service.url).status for _ in range(2)] == [404, 200]


@pytest.mark.parametrize(
    "content", ["<html>Please log in</html>", "Rate exceeded.", {"message": "Trouble"}, {"error": "Trouble"}, ""]
)
def test_errors_with_status_200_are_not_kept(serve: Serve, http: Http, content: object) -> None:
    service = serve(in_turn(Reply(content), Reply("{}")))  # type: ignore[arg-type]
    http.serve(service.url, FREE)
    http.get(service.url)
    assert http.get(service.url).content == b"{}"


def test_any_bytes_come_back_from_the_cache(serve: Serve, open_http: OpenHttp) -> None:
    body = b"[" + bytes(range(256)) + "é 漢".encode()
    service = serve(lambda asked: Reply(body, headers={"Content-Type": "application/json; charset=utf-8"}))
    assert get(open_http(), service) == get(open_http(), service) == body
    assert len(service.asked) == 1


def test_a_cache_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "answers.sqlite").write_text("not a database" * 100)
    with pytest.raises(PaperweftError, match=r"answers\.sqlite cannot be used as the cache .*PAPERWEFT_CACHE"):
        Http()


def everything_written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("client", [OpenAlex, SemanticScholar])
def test_keys_are_seen_by_the_service_and_nobody_else(
    client: type[OpenAlex] | type[SemanticScholar],
    serve: Serve, open_http: OpenHttp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path,
) -> None:  # fmt: skip
    """The service repeats the key wherever it can: in redirects, headers, bodies and errors."""
    monkeypatch.setenv("OPENALEX_API_KEY", KEY)
    monkeypatch.setenv("S2_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    statuses = iter([301, 500, 200, 403, 200])

    def answer(asked: Asked) -> Reply:
        status = next(statuses)
        location = {"Location": "/moved?" + asked.target.partition("?")[2] + f"&again={KEY}"} if status == 301 else {}
        repeated = {
            "results": [{"id": f"https://openalex.org/W1?{KEY}", "title": KEY}],
            "data": [{"paperId": KEY, "title": KEY}],
        }
        return Reply(
            {**repeated, "error": f"bad key {KEY}", "url": asked.target},
            status,
            {**location, "X-Key": KEY, "ETag": '"1"'},
        )

    service = serve(answer)
    http = open_http()
    asking = client(http, base_url=service.url)
    found = list(asking.search("words", 1))
    with pytest.raises(ServiceError, match=r"answered 403 \(is the key right\?\): bad key \*\*\*") as refused:
        list(asking.search("other words", 1))
    service.stop()
    with pytest.raises(ServiceError, match="cannot be reached") as failed:  # a new one: the old has a connection still
        list(client(open_http(), base_url=service.url).search("more words", 1))
    http.close()
    sent = [asked.query.get("api_key") or asked.headers.get("x-api-key") for asked in service.asked]
    assert sent[0] == KEY and all(key == KEY for key in sent[1:])
    with sqlite3.connect(tmp_path / "cache" / "answers.sqlite") as db:
        kept = repr(db.execute("SELECT * FROM responses").fetchall() + db.execute("SELECT * FROM redirects").fetchall())
    seen = [
        repr(found),
        str(refused.value),
        str(failed.value),
        caplog.text,
        kept,
        repr(asking.__dict__),
        repr(http.__dict__),
    ]
    seen.append(everything_written(tmp_path).decode("utf-8", "replace"))
    assert "W1" in seen[0] or client is SemanticScholar
    assert "answers" in seen[-1] or kept
    for text in seen:
        for form in (KEY, "sk%2Fsecret%2Bkey%3D42", "sk/secret%2Bkey%3D42"):
            assert form not in text
    assert (
        "GET" in caplog.text and "***" in caplog.text
    ) or client is SemanticScholar  # the logs were there to look at
