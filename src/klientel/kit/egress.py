"""The one way out to addresses that people name: public ones only, asked once, held to that answer.

What a name resolves to is decided once and the connection goes to that very address, so that a
second answer cannot lead it elsewhere. Redirects are not followed. Everything is bounded: the time
of the whole conversation, and what is read of the answer.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from klientel.kit.refused import Refused

PORTS = frozenset({80, 443, 8000, 8080, 8443})
#: seconds for one conversation, from the first question for the name to the end of the answer
TIME = 10.0
#: bytes of an answer that are read
SIZE = 65_536
_LONGEST_ADDRESS = 2_000
_REDIRECTS = range(300, 400)

#: ranges whose addresses carry one of the other kind inside, or lead through somebody's translator
_DISGUISES = tuple(
    IPv6Network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)

Address = IPv4Address | IPv6Address


class NotPublic(Refused):
    """The address is none that may be called: said before anything was sent."""


class Unreachable(OSError):
    """The other side cannot be reached or does not answer in time; it may later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the beginning of the body."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the other side took what it was sent."""
        return 200 <= self.status < 300


def checked(url: str, allowed: Collection[str] = ()) -> str:
    """An address as it may be kept. Raises `NotPublic` for one that is none of ours to call.

    Asks no name server: what a name resolves to is judged when it is called. `allowed` are host
    names and networks that the operator of the server lets through.
    """
    parts = _parts(url)
    host = parts.hostname or ""
    literal = _literal(host)
    if literal is not None and not may_call(literal, allowed) and host not in allowed:
        raise NotPublic("Only addresses of the public internet can be called.", "url")
    return parts.geturl()


def send(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    method: str = "POST",
    allowed: Collection[str] = (),
    seconds: float = TIME,
) -> Answer:
    """Call an address and return its answer, whatever its status.

    Raises `NotPublic` where the name leads to any address that is not public, and `Unreachable`
    for everything that may pass: no answer, a broken line, a certificate that is not good.
    """
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or _usual_port(parts)
    address = _resolved(host, port, allowed)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = _line(parts, host, port, address, seconds)
    # A server that drips byte by byte keeps within every timeout of a socket: it is cut off.
    was_cut = threading.Event()
    cut = threading.Timer(seconds, _cut, [line, was_cut])
    cut.daemon = True
    cut.start()
    try:
        line.request(method, target, content, {"Host": parts.netloc, **headers})
        answer = line.getresponse()
        body = _beginning(answer)
        if was_cut.is_set():
            # what ends in the middle looks like an end to the library
            raise Unreachable("the answer took too long")
        return Answer(answer.status, body)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from None
    finally:
        cut.cancel()
        line.close()


def may_call(address: Address, allowed: Collection[str] = ()) -> bool:
    """Whether an address is of the public internet, or of a network that the operator allowed."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return may_call(address.ipv4_mapped, allowed)
        if address.scope_id is not None:
            return False
    for network in filter(None, map(_network, allowed)):
        if address.version == network.version and address in network:
            return True
    if isinstance(address, IPv6Address) and any(address in net for net in _DISGUISES):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _parts(url: str) -> SplitResult:
    """The parts of an address that can be called at all; raises `NotPublic`."""
    text = url.strip()
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in text) or "\\" in text:
        raise NotPublic("This address contains characters that are not allowed.", "url")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise NotPublic("This is not a web address.", "url") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(text) > _LONGEST_ADDRESS:
        raise NotPublic("An address such as https://example.org/path is needed.", "url")
    if parts.username is not None or parts.password is not None:
        raise NotPublic("An address must not contain a name or password.", "url")
    if port is not None and port not in PORTS:
        raise NotPublic("Only the ports {ports} can be called.", "url", ports=_ports())
    try:
        host = parts.hostname.encode("idna").decode() if _literal(parts.hostname) is None else ""
    except UnicodeError:
        raise NotPublic("This is not a web address.", "url") from None
    netloc = f"{host}:{port}" if host and port else host or parts.netloc
    return SplitResult(parts.scheme, netloc, parts.path, parts.query, "")


def _ports() -> str:
    return ", ".join(map(str, sorted(PORTS)))


def _usual_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _literal(host: str) -> Address | None:
    """The address that a host name is, in any of the ways in which the system reads one.

    `0x7f.1`, `0177.0.0.1` and `2130706433` are 127.0.0.1 to the C library, so they are to us.
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _network(text: str):  # type: ignore[no-untyped-def]
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _resolved(host: str, port: int, allowed: Collection[str]) -> Address:
    """The address a name leads to. One that is not public among the answers refuses them all."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: {error}") from None
    addresses = [ip_address(one[4][0]) for one in found]
    if not addresses:
        raise Unreachable(host)
    if host not in allowed and not all(may_call(one, allowed) for one in addresses):
        raise NotPublic("Only addresses of the public internet can be called.", "url")
    return addresses[0]


def _line(
    parts: SplitResult, host: str, port: int, address: Address, seconds: float
) -> http.client.HTTPConnection:
    if parts.scheme == "http":
        return _Pinned(host, port, address, seconds)
    return _PinnedTls(host, port, address, seconds)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: Address, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = str(address)

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _PinnedTls(_Pinned):
    """The same under TLS: the certificate must be the name's."""

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _cut(line: http.client.HTTPConnection, was_cut: threading.Event) -> None:
    was_cut.set()
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)


def _beginning(answer: http.client.HTTPResponse) -> bytes:
    """The beginning of the body; nothing of a redirect, which is not followed."""
    return b"" if answer.status in _REDIRECTS else answer.read(SIZE)
