"""A small dialect of text that people know from elsewhere, drawn safely: nothing typed is HTML.

Paragraphs, `- lists`, `1. lists`, `> quotes`, fenced blocks and `code`, `**bold**`, `*italic*`,
`[links](https://…)` and bare addresses. Marks of the house (`@[member:…]`) are drawn by whoever
knows what they mean. Everything else stays as it was typed, so that no text is ever wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .html import Html, el, escape, join

#: emphasis within emphasis within emphasis; deeper ones are shown as typed
_DEEPEST = 3
_FENCE = "```"
_BULLET = re.compile(r"^\s{0,3}[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>\"]{1,1000}|mailto:[^\s()<>\"]{3,300})\)"
)
#: what may begin something
_SIGN = re.compile(r"`|\*\*|\*|\[|https?://|@\[", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?)]}»“”…'*"


@dataclass(frozen=True, slots=True)
class Marks:
    """What else is found in a text: a pattern that begins with `@[`, and how it is drawn."""

    pattern: re.Pattern[str]
    draw: Callable[[re.Match[str]], Html]


def rich_text(text: str, marks: Marks | None = None) -> Html:
    """The text as HTML: block elements only, without one around them."""
    return join(_block(kind, lines, marks) for kind, lines in _blocks(text.split("\n")))


def has_signs(text: str) -> bool:
    """Whether the dialect draws anything of a text otherwise than as lines of plain words."""
    if _SIGN.search(text):
        return True
    return any(_FENCE in line or _kind(line) in ("quote", "ul", "ol") for line in text.split("\n"))


def plain_text(text: str) -> str:
    """The text without the signs of the dialect, on one line: for excerpts."""
    lines = []
    for line in text.split("\n"):
        bare = _QUOTE.sub("", line, count=1)
        bare = _BULLET.sub("", bare, count=1)
        lines.append(_LINK.sub(r"\1", bare).replace("**", "").replace("`", ""))
    return " ".join(" ".join(lines).split())


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines that belong together, by kind."""
    kind = ""
    held: list[str] = []
    for line in lines:
        fenced = line.strip().startswith(_FENCE)
        if kind == "code":
            if fenced:
                yield kind, held
                kind, held = "", []
            else:
                held.append(line)
            continue
        now = "code" if fenced else _kind(line)
        if now != kind and held:
            yield kind, held
            held = []
        kind = now
        if fenced or not line.strip():
            continue
        held.append(_bare(kind, line))
    if held:
        yield kind, held


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if _QUOTE.match(line):
        return "quote"
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "text"


def _bare(kind: str, line: str) -> str:
    begins = {"quote": _QUOTE, "ul": _BULLET, "ol": _NUMBER}.get(kind)
    return begins.sub("", line, count=1) if begins else line.strip()


def _block(kind: str, lines: list[str], marks: Marks | None) -> Html:
    if kind == "code":
        return el("pre", el("code", "\n".join(lines)))
    if kind in ("ul", "ol"):
        return el(kind, *(el("li", _inline(line, marks)) for line in lines))
    broken = join((_inline(line, marks) for line in lines), el("br"))
    return el("blockquote", el("p", broken)) if kind == "quote" else el("p", broken)


def _inline(text: str, marks: Marks | None, depth: int = 0) -> Html:
    """One line: signs are found one after the other; what closes nothing stays as typed."""
    parts: list[Html] = []
    done = place = 0
    while found := _SIGN.search(text, place):
        drawn, end = _drawn(text, found, marks, depth)
        if drawn is None:
            place = found.end()
            continue
        parts += [escape(text[done : found.start()]), drawn]
        done = place = end
    return join([*parts, escape(text[done:])])


def _drawn(
    text: str, found: re.Match[str], marks: Marks | None, depth: int
) -> tuple[Html | None, int]:
    """What begins at a sign, and where it ends; None where nothing does."""
    start, sign = found.start(), found[0].lower()
    if sign == "`":
        return _between(text, start, "`", lambda inner: el("code", inner))
    if sign in ("*", "**") and depth < _DEEPEST:
        tag = "strong" if sign == "**" else "em"
        return _between(text, start, sign, lambda inner: el(tag, _inline(inner, marks, depth + 1)))
    if sign == "[":
        link = _LINK.match(text, start)
        return (_linked(link[2], link[1]), link.end()) if link else (None, 0)
    if sign == "@[":
        mark = marks.pattern.match(text, start) if marks else None
        return (marks.draw(mark), mark.end()) if mark and marks else (None, 0)
    if sign.startswith("http"):
        address = _ADDRESS.match(text, start)
        to = address[0].rstrip(_AFTER_ADDRESS) if address else ""
        return (_linked(to, to), start + len(to)) if len(to) > len(sign) else (None, 0)
    return None, 0


def _between(
    text: str, start: int, sign: str, draw: Callable[[str], Html]
) -> tuple[Html | None, int]:
    """What stands between two of a sign; no blank may stand inside of either."""
    begin = start + len(sign)
    end = text.find(sign, begin)
    inner = text[begin:end] if end > begin else ""
    if not inner.strip() or inner != inner.strip() or (sign == "*" and _is_in_word(text, start)):
        return None, 0
    return draw(inner), end + len(sign)


def _is_in_word(text: str, place: int) -> bool:
    """Whether a star stands between letters or digits, as in 2*3*4."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before.isalnum() and after.isalnum()


def _linked(address: str, words: str) -> Html:
    return el(
        "a", words, href=address, class_="link", target="_blank",
        rel="noopener noreferrer nofollow", title=address if words != address else None,
    )  # fmt: skip
