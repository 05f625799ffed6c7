"""A running Klientel with its worker, a Chromium, and people signed in by the real form."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from klientel.ui import assets
from tests.journeys.furnish import PASSWORD, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
]
# What a browser says about an answer that is meant: gone, refused, somebody else was faster.
MEANT = re.compile(r"Failed to load resource: .* status of (401|403|404|409|410|413|422|428)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys are slow, and need a built front end."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


# What was pressed and what htmx did about it, the newest last: a journey that got stuck tells it.
REMEMBER = """
  window.klientelMet = [];
  const told = (node) => (node?.outerHTML ?? node?.nodeName ?? "").slice(0, 60);
  const names = ["pointerdown", "mouseup", "click", "keydown", "submit", "htmx:before:request",
    "htmx:before:swap", "htmx:after:swap", "htmx:error", "htmx:finally:request"];
  for (const name of names) addEventListener(name, (event) => {
    const at = Math.round(performance.now());
    klientelMet.push(`${at} ${name} ${told(event.target)} ${event.detail?.ctx?.status ?? ""}`);
    if (klientelMet.length > 40) klientelMet.shift();
  }, true);
"""

# What somebody looking at the window would say first of it when a journey got stuck.
STATE = """() => [
  location.href,
  "focus: " + (document.activeElement?.outerHTML.slice(0, 80) ?? "nowhere"),
  "open: " + [...document.querySelectorAll("dialog[open], :popover-open")].map(one => one.id),
  "body: " + document.body.className,
  "said: " + document.querySelector("#toasts")?.textContent.trim(),
  ...(window.klientelMet ?? []),
].join("\\n  ")"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Tell, with a journey that failed, what its windows showed."""
    report = yield
    visit = getattr(item, "funcargs", {}).get("visit")
    if call.when == "call" and report.failed and isinstance(visit, Visit):
        report.sections.append(("windows", "\n".join(visit.states())))
    return report


class Server(NamedTuple):
    """A running server: where it answers (`http://127.0.0.1:40123`) and where its data is."""

    address: str
    data: Path


@pytest.fixture(scope="session")
def server(chromium_path: str) -> Iterator[Server]:
    """The real thing, web and worker, with sample workspaces and a firm of its own."""
    if not assets.manifest():
        pytest.skip("the front end is not built; get it with: ./dev.py build")
    data = Path(tempfile.mkdtemp(prefix="klientel-journeys-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    env = {name: value for name, value in os.environ.items() if not name.startswith("KLIENTEL_")}
    env |= {
        "KLIENTEL_DATA": str(data),
        "KLIENTEL_BASE_URL": base,
        "DJANGO_SETTINGS_MODULE": "klientel.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    run = [sys.executable, "-m"]
    subprocess.run([*run, "tests.journeys.furnish"], env=env, cwd=ROOT, check=True)
    with open(data / "server.log", "wb") as log:
        process = subprocess.Popen(
            [*run, "klientel", "serve", "--port", str(port)],
            env=env, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait_for(f"{base}/me/sign-in", process, data / "server.log")
        yield Server(base, data)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Any]:
    """One Chromium for all journeys."""
    sync_api = pytest.importorskip("playwright.sync_api")
    # The browser's own loop would make Django refuse the synchronous calls of other tests.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visit:
    """Opens windows of people; keeps who is signed in, and everything a page complains about."""

    def __init__(self, browser: Any, address: str, known: dict[str, Any]) -> None:
        self.browser = browser
        self.address = address
        self.complaints: list[str] = []
        self.contexts: list[Any] = []
        self._known = known

    def window(self, **options: Any) -> Any:
        """A page of a browser of its own, signed in to nothing; `options` go to the context."""
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE"}
        given |= {"base_url": self.address, **options}
        context = self.browser.new_context(**given)
        context.set_default_timeout(20_000)
        context.add_init_script(REMEMBER)
        self.contexts.append(context)
        page = context.new_page()
        page.goto, page.reload = _awaited(page, page.goto), _awaited(page, page.reload)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        return page

    def _listen(self, said: Any) -> None:
        if said.type == "error" and not MEANT.match(said.text):
            self.complaints.append(said.text)

    def states(self) -> Iterator[str]:
        """What each open window shows, and what they complained about."""
        for page in (page for context in self.contexts for page in context.pages):
            try:
                yield page.evaluate(STATE)
            except Exception as error:  # a window that is gone is an answer as well
                yield f"{page.url}: {error}"
        yield f"complaints: {self.complaints}"

    def sign_in(self, page: Any, email: str) -> None:
        """Sign in as a person does."""
        self._enter(page, email)
        page.wait_for_url(lambda url: "/me/sign-in" not in url)

    def sign_in_to_second_step(self, page: Any, email: str) -> None:
        """Sign in as a person does, as far as the second step."""
        self._enter(page, email)
        page.wait_for_url("**/me/sign-in/second")

    def _enter(self, page: Any, email: str) -> None:
        page.goto("/me/sign-in")
        page.fill("#login", email)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")

    def __call__(self, person: str, path: str = "", **options: Any) -> Any:
        """A window of somebody signed in, at `path`."""
        email = PEOPLE[person][1] if person in PEOPLE else person
        if email not in self._known:
            page = self.window()
            self.sign_in(page, email)
            self._known[email] = page.context.storage_state()
        page = self.window(storage_state=self._known[email], **options)
        if path:
            page.goto(path)
        return page


def _awaited(page: Any, go: Callable[..., Any]) -> Callable[..., Any]:
    """Going somewhere as a person does, who sees a page before they press a key on it."""

    def gone(*where: Any, **how: Any) -> Any:
        answer = go(*where, **how)
        if page.locator("script[type=module]").count():
            page.wait_for_selector("html[data-ready]", state="attached")
        return answer

    return gone


@pytest.fixture(scope="session")
def signed_in(server: Server) -> dict[str, Any]:
    """The cookies of those who signed in before."""
    return {}


@pytest.fixture
def visit(browser: Any, server: Server, signed_in: dict[str, Any]) -> Iterator[Visit]:
    """Opens windows; fails the test for any error or broken rule that a page reports."""
    visiting = Visit(browser, server.address, signed_in)
    yield visiting
    for context in visiting.contexts:
        context.close()
    assert visiting.complaints == []


@pytest.fixture
def open_account() -> Callable[..., str]:
    """Goes from the list to an account of a name; returns its address without the query."""

    def go(page: Any, name: str) -> str:
        page.goto("/werft/accounts?" + urllib.parse.urlencode({"q": name}))
        page.click(f".row-name span:text-is('{name}')")
        page.wait_for_selector(".record")
        return page.url.partition("?")[0]

    return go
