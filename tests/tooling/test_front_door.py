"""The outermost layers: headers, compression, errors, logs, and what the server lets through."""

from __future__ import annotations

import asyncio
import gzip
import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from klientel.config import asgi, errors
from klientel.config.logs import LONGEST, BoundedFormatter, escaped
from klientel.config.middleware import front_door
from klientel.kit.refused import Forbidden, Refused


def through(answer: Any, **headers: str) -> Any:
    request = RequestFactory().get("/", headers=headers)
    return front_door(lambda _: answer)(request)


def test_a_page_has_a_strict_policy_with_its_own_nonce() -> None:
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.csp_nonce)  # type: ignore[attr-defined]
        return HttpResponse("<p>")

    answers = [front_door(page)(RequestFactory().get("/")) for _ in range(2)]
    assert seen[0] != seen[1]
    policy = answers[0].headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{seen[0]}' 'strict-dynamic'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answers[0].headers["X-Content-Type-Options"] == "nosniff"
    assert answers[0].headers["Cache-Control"] == "private, no-cache"


def test_data_may_never_come_to_life_as_a_page() -> None:
    assert "sandbox" in through(JsonResponse({})).headers["Content-Security-Policy"]


def test_a_room_may_set_its_own_policy() -> None:
    answer = HttpResponse("x", headers={"Content-Security-Policy": "default-src 'self'"})
    assert through(answer).headers["Content-Security-Policy"] == "default-src 'self'"


def test_long_text_is_compressed_for_those_who_take_it() -> None:
    text = "<p>Grüße</p>" * 500
    answer = through(HttpResponse(text), accept_encoding="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == text
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Accept-Encoding" in answer.headers["Vary"]
    plain = through(HttpResponse(text))
    assert plain.content.decode() == text
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("short"),
        HttpResponse("x" * 5000, content_type="image/png"),
        StreamingHttpResponse(iter([b"data: x\n\n" * 500]), content_type="text/event-stream"),
    ],
)
def test_the_rest_is_not_compressed(answer: Any) -> None:
    assert "Content-Encoding" not in through(answer, accept_encoding="gzip").headers


def test_a_foreign_host_is_refused() -> None:
    request = RequestFactory().get("/", headers={"host": "evil.example"})
    reached: list[HttpRequest] = []
    answer = front_door(lambda r: reached.append(r) or HttpResponse())(request)
    assert answer.status_code == 400
    assert reached == []
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("code", [400, 403, 404, 409, 410, 413, 422, 429, 500])
def test_every_error_has_a_page(code: int) -> None:
    answer = errors.error_page(RequestFactory().get("/"), code)
    assert answer.status_code == code
    assert str(errors._words(code)[0]) in answer.content.decode().replace("&#39;", "'")


def test_the_number_of_a_failure_is_on_the_page_and_in_the_log() -> None:
    request = RequestFactory().get("/")
    answer = errors.server_error(request)
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Failed", (), None)
    record.request = request
    number = errors.reference_of(request)
    assert number in answer.content.decode()
    assert f"[{number}]" in BoundedFormatter().format(record)


def test_a_fragment_gets_a_sentence_and_no_page() -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    answer = errors.error_page(request, 422, message="<b>no</b>")
    assert answer.content == b'<p class="field-error" role="alert">&lt;b&gt;no&lt;/b&gt;</p>'


def test_a_sentence_alone_says_what_is_wrong_before_what_helps() -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    denied = errors.error_page(request, 403).content.decode()
    assert denied.index("You do not have permission to do this.") < denied.index("can help")
    failed = errors.server_error(request).content.decode()
    assert "This did not work. What was saved is kept." in failed
    assert errors.reference_of(request) in failed


def test_a_refusal_is_shown_with_its_status() -> None:
    refusals = errors.refusals(lambda _: HttpResponse())
    request = RequestFactory().get("/")
    show = refusals.process_exception  # type: ignore[attr-defined]
    assert show(request, Forbidden()).status_code == 403
    answer = show(request, Refused("{name} is taken.", name="Nord <GmbH>"))
    assert answer.status_code == 422
    assert "Nord &lt;GmbH&gt; is taken." in answer.content.decode()
    assert show(request, ValueError()) is None


def test_a_log_line_cannot_be_forged_or_flood() -> None:
    assert escaped("a\nERROR forged\x1b[2J") == "a\\x0aERROR forged\\x1b[2J"
    assert len(escaped("x" * 100_000)) == LONGEST + 3


def ask(
    app: asgi.FrontDoor, path: str, headers: list[tuple[bytes, bytes]], *pieces: bytes
) -> list[Any]:
    sent: list[Any] = []
    left = list(pieces or (b"",))

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    scope = {"type": "http", "path": path, "headers": headers, "query_string": b"q=\xfc&x=1"}
    asyncio.run(app(scope, receive, send))
    return sent


def test_what_wsgi_misreads_does_not_pass() -> None:
    reached: list[Any] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    app = asgi.FrontDoor(pages, largest_body=100)
    ask(app, "/", [(b"x_forwarded_for", b"1.2.3.4"), (b"accept", b"*/*")])
    assert reached[0]["headers"] == [(b"accept", b"*/*")]
    assert reached[0]["query_string"] == b"q=%FC&x=1"


@pytest.mark.parametrize("length", [b"101", b"-1", b"many"])
def test_a_request_that_is_too_large_is_not_read(length: bytes) -> None:
    app = asgi.FrontDoor(None, largest_body=100)
    sent = ask(app, "/", [(b"content-length", length)])
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_body_in_pieces_arrives_whole_with_its_length() -> None:
    reached: list[Any] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        reached.append((scope["headers"], await receive()))

    app = asgi.FrontDoor(pages, largest_body=100)
    ask(app, "/", [(b"transfer-encoding", b"chunked")], b'{"city"', b"", b': "Kiel"}')
    whole = {"type": "http.request", "body": b'{"city": "Kiel"}', "more_body": False}
    assert reached == [([(b"content-length", b"16")], whole)]


def test_a_body_in_pieces_may_be_no_longer_than_another() -> None:
    app = asgi.FrontDoor(None, largest_body=10)
    sent = ask(app, "/", [(b"transfer-encoding", b"chunked")], b"123456", b"7890", b"1")
    assert sent[0]["status"] == 413


def test_health_needs_no_django() -> None:
    assert ask(asgi.FrontDoor(None, largest_body=1), "/health", [])[0]["status"] == 200
