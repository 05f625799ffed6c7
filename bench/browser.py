"""What a browser feels: bytes over the wire, rows on the screen, and the answer to a click."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.figures import Figure, of_seconds
from bench.pages import LIST, Stage
from devtools.machine import chromium

ROUNDS = 12
_ROWS = """() => new Promise(done => {
    const look = () => document.querySelectorAll("tbody tr[id^=row-]").length
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0))
        : requestAnimationFrame(look);
    look();
})"""
_CLICKED = """selector => new Promise((done, failed) => {
    const target = document.querySelector(selector);
    if (!target) return failed(new Error(`no ${selector}`));
    const began = performance.now();
    setTimeout(() => failed(new Error("no input within 5 s")), 5000);
    const until = () => document.querySelector("[data-cell-form]")
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0))
        : requestAnimationFrame(until);
    target.click();
    until();
})"""
_LONGEST = """() => new Promise(done => {
    let longest = 0;
    new PerformanceObserver(list => {
        for (const one of list.getEntries()) longest = Math.max(longest, one.duration);
    }).observe({type: "event", buffered: true, durationThreshold: 16});
    setTimeout(() => done(longest), 300);
})"""


def browser(stage: Stage) -> Iterator[Figure]:
    """Everything in Chromium; nothing where there is none."""
    program = chromium()
    if program is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield from _weights(chrome, stage)
            yield from _rows(chrome, stage)
            yield from _clicks(chrome, stage)
        finally:
            chrome.close()


def _page(chrome: Any, stage: Stage) -> Any:
    visitor = stage.visitor()
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    origin = f"http://127.0.0.1:{stage.server.port}"
    context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in visitor.cookies.items()]
    )
    context.set_default_timeout(10_000)
    return context.new_page(), origin


def _weights(chrome: Any, stage: Stage) -> Iterator[Figure]:
    """Compressed bytes of what the list page loads, as they went over the wire."""
    page, origin = _page(chrome, stage)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def begun(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def ended(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + event["encodedDataLength"]

    session.on("Network.responseReceived", begun)
    session.on("Network.loadingFinished", ended)
    page.goto(origin + LIST, wait_until="load")
    page.wait_for_timeout(700)
    wanted = (("Script", "JS", 45), ("Stylesheet", "CSS", 35), ("Document", "HTML", 60))
    for kind, label, aim in wanted:
        size = round(sizes.get(kind, 0) / 1000, 1)
        name = f"bytes_{label.lower()}"
        yield Figure(name, f"list page, {label} over the wire", size, unit="kB", aim=aim)
    whole = round(sum(sizes.values()) / 1000, 1)
    yield Figure("bytes_all", "list page, everything, cold", whole, unit="kB", aim=220)
    page.context.close()


def _rows(chrome: Any, stage: Stage) -> Iterator[Figure]:
    """From asking for the page until its rows are painted, with an empty and a full cache."""
    cold = []
    for _ in range(ROUNDS):
        page, origin = _page(chrome, stage)
        page.goto(origin + LIST, wait_until="commit")
        cold.append(page.evaluate(_ROWS) / 1000)
        page.context.close()
    yield of_seconds("rows_cold", "rows visible, cold", cold, aim=250)
    page, origin = _page(chrome, stage)
    warm = []
    for _ in range(ROUNDS + 2):
        page.goto(origin + LIST, wait_until="commit")
        warm.append(page.evaluate(_ROWS) / 1000)
    page.context.close()
    yield of_seconds("rows_warm", "rows visible, warm", warm[2:], aim=150)


def _clicks(chrome: Any, stage: Stage) -> Iterator[Figure]:
    """From a click on a cell until its input is painted, and the slowest event handler."""
    page, origin = _page(chrome, stage)
    page.goto(origin + LIST, wait_until="load")
    page.wait_for_timeout(300)
    opened = []
    for number in range(2, ROUNDS + 2):
        selector = f"tbody tr:nth-child({number}) td[data-edit]"
        opened.append(page.evaluate(_CLICKED, selector) / 1000)
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('[data-cell-form]')")
    yield of_seconds("click_edit", "click on a cell to input", opened, aim=100)
    for number in range(2, 6):
        page.locator(f"tbody tr:nth-child({number}) td.is-title").click(position={"x": 5, "y": 5})
        page.wait_for_timeout(60)
    longest = round(page.evaluate(_LONGEST), 1)
    yield Figure("inp", "slowest interaction (event timing)", longest, aim=100)
    page.context.close()
