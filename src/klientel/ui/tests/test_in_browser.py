"""The gallery in a real browser under the real policy: accessibility, width, keys and panels."""

import mimetypes
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory, override_settings

from klientel.ui import assets
from klientel.ui.pages import gallery_page

ORIGIN = "http://gallery.test"
AXE = Path(__file__).resolve().parents[4] / "frontend/node_modules/axe-core/axe.min.js"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
POLICY = (
    "default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'"
)
PAGES = ["", "/list", "/client", "/customer", "/form", "/import", "/sign-in", "/error"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BROWSER, reason="no Chromium (apt-get install chromium)"),
    pytest.mark.skipif(not assets.manifest(), reason="the front end is not built"),
]


def answer(route):
    """Serve the gallery and the built files without a server and without a database."""
    parts = urlsplit(route.request.url)
    if parts.path.startswith("/static/klientel/"):
        path = assets.BUILT / parts.path.removeprefix("/static/klientel/")
        kind = mimetypes.guess_type(path.name)[0] or "font/woff2"
        return route.fulfill(body=path.read_bytes(), content_type=kind)
    if not parts.path.startswith("/dev/components"):
        return route.fulfill(status=404)
    request = RequestFactory().get(parts.path, QUERY_STRING=parts.query)
    request.csp_nonce = "n"
    with override_settings(DEBUG=True):
        page = gallery_page(request, parts.path.removeprefix("/dev/components").strip("/"))
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    return route.fulfill(body=page.content, headers=headers)


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    # The browser's own loop would make Django refuse the synchronous calls of later tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opened(browser):
    """Opens a sample page; fails the test for any error that the page reports."""
    contexts, wrong = [], []

    def open_page(path, width=1440, height=900, theme="light", lang="de", bypass_csp=False):
        context = browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=bypass_csp
        )
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{ORIGIN}/dev/components{path}?theme={theme}&lang={lang}")
        page.wait_for_function("document.readyState === 'complete' && window.htmx")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inaccessible(opened, path, width, theme):
    page = opened(path, width, theme=theme, bypass_csp=True)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == []


@pytest.mark.parametrize("lang", ["de"])
@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(opened, path, width, lang):
    page = opened(path, width, lang=lang)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_list_is_walked_peeked_and_chosen_with_keys(opened):
    page = opened("/list")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "Weber Bau" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("x")
    assert page.inner_text("[data-bulk-count]") == "2 ausgewählt"
    page.keyboard.press("Space")
    page.wait_for_selector("#peek .peek-body h2")
    assert "peek=" in page.url
    page.keyboard.press("Escape")
    assert page.is_hidden("#peek")
    assert "peek=" not in page.url
    assert page.inner_text("[data-bulk-count]") == "2 ausgewählt"


def test_a_link_changes_the_page_in_place_and_moves_the_focus(opened):
    page = opened("/list")
    page.evaluate("window.stayed = true")
    page.click("text=Kanzlei Ott")
    page.wait_for_selector(".record")
    assert page.evaluate("window.stayed")
    assert page.title().startswith("Nord Media GmbH")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.go_back()
    page.wait_for_selector("k-grid")


def test_the_palette_finds_and_remembers(opened):
    page = opened("/list")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette .palette-row")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text('Lena Schmidt')")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette .palette-group")
    assert "Lena Schmidt" in page.inner_text("#recent-0")


def test_a_draft_survives_and_hints_say_what_is_understood(opened):
    page = opened("/client")
    page.fill(".composer-text", "Noch nicht fertig")
    page.reload()
    page.wait_for_function("document.querySelector('.composer-text').value !== ''")
    form = opened("/form")
    form.fill("#value", "1.234,5")
    assert form.inner_text("output[for=value]").startswith("1.234,50")
    form.click("#manager")
    form.fill("#manager", "baer")
    form.keyboard.press("Enter")
    assert form.input_value("#manager") == "Tom Bär"
