"""The way out: no form of an address that is not public is called, whatever it is dressed as."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest

from klientel.kit import egress
from klientel.kit.egress import NotPublic, Unreachable

LOCAL = frozenset({"127.0.0.1"})

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "239.1.2.3", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2001:0:7f00:1::",
]  # fmt: skip

DISGUISED = [
    "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/",
    "http://0x7f.1/", "http://[::ffff:7f00:1]/", "http://[::1]:8080/", "http://017700000001/",
    "http://127.0.0.1:8000/", "http://[0:0:0:0:0:0:0:1]/", "http://0/", "https://10.1/x",
]  # fmt: skip

MALFORMED = [
    "", "example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
    "http:///path", "http://user:secret@example.org/", "http://example.org:22/",
    "http://example.org:99999/", "http://exa mple.org/", "http://example.org/\r\nHost: evil",
    "http://example.org\\@127.0.0.1/", "http://[::1", "javascript:alert(1)", "//example.org/",
    "http://" + "a" * 70 + ".org/", "http://example.org/" + "a" * 2_000, "http://example.org:0/",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_may_not_be_called(address: str) -> None:
    assert not egress.may_call(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07::1"])
def test_a_public_address_may_be_called(address: str) -> None:
    assert egress.may_call(ip_address(address))


@pytest.mark.parametrize("url", DISGUISED)
def test_an_odd_way_to_write_an_address_hides_nothing(url: str) -> None:
    with pytest.raises(NotPublic):
        egress.checked(url)
    with pytest.raises((NotPublic, Unreachable)):
        egress.send(url, b"", {})


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_web_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(NotPublic) as refusal:
        egress.checked(url)
    assert refusal.value.text().endswith(".")


def test_an_address_is_kept_without_its_fragment_and_with_its_name_in_ascii() -> None:
    kept = egress.checked(" https://müller.example/hook?a=1#part ")
    assert kept == "https://xn--mller-kva.example/hook?a=1"


def test_one_answer_that_is_not_public_refuses_a_name_with_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers("1.1.1.1", "10.0.0.1"))
    with pytest.raises(NotPublic):
        egress.send("http://example.org/", b"", {})


def test_a_name_is_asked_for_once_and_the_connection_goes_to_that_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second answer, of a name server that lies in between, is never asked for."""
    asked: list[str] = []
    called: list[tuple[str, int]] = []

    def resolve(host: str, *_args: object, **_more: object) -> list[object]:
        asked.append(host)
        return _answers("1.1.1.1" if len(asked) == 1 else "127.0.0.1")(host)

    def connect(address: tuple[str, int], *_args: object) -> object:
        called.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        egress.send("https://example.org/", b"", {})
    assert (asked, called) == (["example.org"], [("1.1.1.1", 443)])


def test_a_name_that_nobody_knows_may_be_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: object, **_more: object) -> list[object]:
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(Unreachable):
        egress.send("https://example.org/", b"", {})


def test_what_is_sent_arrives_and_the_answer_is_read_in_part(server: _Server) -> None:
    answer = egress.send(server.url("/good"), b'{"a":1}', {"X-Own": "yes"}, allowed=LOCAL)
    assert (answer.status, answer.is_good) == (200, True)
    assert len(answer.body) == egress.SIZE
    assert server.heard == [("/good", b'{"a":1}', "yes")]


def test_a_redirect_is_not_followed(server: _Server) -> None:
    answer = egress.send(server.url("/elsewhere"), b"", {}, allowed=LOCAL)
    assert (answer.status, answer.is_good, answer.body) == (302, False, b"")
    assert [path for path, _body, _own in server.heard] == ["/elsewhere"]


def test_a_server_that_drips_is_cut_off(server: _Server) -> None:
    with pytest.raises(Unreachable):
        egress.send(server.url("/drip"), b"", {}, allowed=LOCAL, seconds=0.4)


def test_a_header_cannot_carry_a_line_break(server: _Server) -> None:
    with pytest.raises(Unreachable):
        egress.send(server.url("/good"), b"", {"X-Own": "a\r\nEvil: 1"}, allowed=LOCAL)
    assert server.heard == []


def test_the_operator_may_allow_a_network_of_their_own() -> None:
    assert egress.may_call(ip_address("10.1.2.3"), {"10.1.0.0/16"})
    assert not egress.may_call(ip_address("10.2.2.3"), {"10.1.0.0/16"})
    assert egress.checked("http://10.1.2.3/hook", {"10.1.0.0/16"})


def _answers(*addresses: str):  # type: ignore[no-untyped-def]
    def resolve(_host: str, *_args: object, **_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in addresses]

    return resolve


class _Server:
    """A small server on the loopback that tells what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes, str | None]] = []
        self.stopping = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.heard.append((self.path, body, self.headers.get("X-Own")))
                if self.path == "/drip":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while not outer.stopping.wait(0.05):
                        try:
                            self.wfile.write(b"X: y\r\n")
                        except OSError:
                            return
                self.send_response(302 if self.path == "/elsewhere" else 200)
                self.send_header("Location", "http://169.254.169.254/")
                self.end_headers()
                self.wfile.write(b"x" * (2 * egress.SIZE))

            def log_message(self, *_args: object) -> None:
                """Tests print nothing."""

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._http.server_port}{path}"

    def close(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    running = _Server()
    port = running._http.server_port
    monkeypatch.setattr(egress, "PORTS", egress.PORTS | {port})
    yield running
    running.close()
