"""Somebody with a browser: signs in through the real page and keeps one connection open."""

from __future__ import annotations

import gzip
import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bench.filling import PASSWORD

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "de,en;q=0.7",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) klientel-bench",
}


class Unexpected(Exception):
    """The server answered something else than was to be measured."""


@dataclass
class Answer:
    """One whole answer; `seconds` from the first byte sent to the last byte read."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    address: str

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class Visitor:
    """One client with its cookies and its connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        method: str,
        address: str,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request and its whole answer; redirects are not followed."""
        sent = {**BROWSER, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        connection = self._open()
        began = time.perf_counter()
        try:
            connection.request(method, address, body, sent)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        seconds = time.perf_counter() - began
        self._remember(response)
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, content, seconds, address)

    def get(self, address: str, **headers: str) -> Answer:
        """A page that must answer 200; redirects are followed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for _ in range(5):
            try:
                answer = self.ask("GET", address, headers=named)
            except http.client.RemoteDisconnected:
                # the server let go of a connection that stood idle; browsers ask again, too
                answer = self.ask("GET", address, headers=named)
            if answer.status not in (301, 302, 303, 307, 308):
                break
            address = _local(urljoin(address, answer.headers["location"]))
        if answer.status != 200:
            raise Unexpected(f"GET {address} answered {answer.status}: {_gist(answer)}")
        return answer

    def post(self, address: str, form: dict[str, str], *, fragment: bool = False) -> Answer:
        """Send a form with the token of the cookie; anything below 400 is well."""
        headers = {"X-CSRFToken": self.cookies.get("klientel_csrf", "")}
        if fragment:
            headers["HX-Request"] = "true"
        answer = self.ask("POST", address, form, headers)
        if answer.status >= 400:
            raise Unexpected(f"POST {address} answered {answer.status}: {_gist(answer)}")
        return answer

    def sign_in(self, name: str) -> None:
        """Sign in as one of the people of the data set, through the page that people use."""
        page = Forms.of(self.get("/me/sign-in").text)
        form = next(one for one in page.forms if "password" in one.kinds.values())
        values = dict(form.values)
        for field_name, kind in form.kinds.items():
            if kind == "password":
                values[field_name] = PASSWORD
            elif kind in ("email", "text"):
                values[field_name] = f"{name}@bench.example"
        answer = self.post(form.action or "/me/sign-in", values)
        if "klientel_session" not in self.cookies:
            raise Unexpected(f"{name} could not sign in: {answer.status} {_gist(answer)}")

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._connection.connect()
        return self._connection

    def _remember(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()


@dataclass
class Form:
    """One form of a page: where it goes, its fields' values and kinds."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.attributes: list[dict[str, str]] = []

    @classmethod
    def of(cls, text: str) -> Forms:
        """The forms of a page."""
        made = cls()
        made.feed(text)
        return made

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append(given)
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag in ("input", "textarea", "select") and self.forms and given.get("name"):
            self.forms[-1].kinds[given["name"]] = given.get("type", tag)
            if given.get("type") not in ("checkbox", "radio", "submit"):
                self.forms[-1].values[given["name"]] = given.get("value", "")


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _gist(answer: Answer) -> str:
    return " ".join(answer.text.split())[:300]
