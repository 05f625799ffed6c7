"""The only module that may declare text to be HTML: fast builders for the cells of hot pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import markupsafe
from markupsafe import Markup as Html

__all__ = [
    "NOTHING",
    "Html",
    "attributes",
    "el",
    "escape",
    "fits_in_button",
    "icon_html",
    "join",
    "literal",
    "pattern",
]

#: finds what text may hold that HTML takes for something else
_special = re.compile("""[&<>"']""").search
# without the look for `__html__` that Markup's own constructor takes: what comes here is text
_as_html = str.__new__

VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "use", "wbr"})


NOTHING = Html("")
"""What an empty cell shows."""


def literal(text: str) -> Html:
    """HTML written by a programmer, for text that contains nothing a person typed."""
    return Html(text)  # noqa: S704


def escape(value: object) -> Html:
    """A value as HTML: text with its special characters replaced, HTML as it is.

    What most values are, HTML or plain text, is recognised by its type alone: it is four times as
    fast as asking each for its `__html__`, and a page asks some thousand times.
    """
    if type(value) is Html:
        return value
    if type(value) is str and _special(value) is None:
        return _as_html(Html, value)
    return markupsafe.escape(value)


def _safe(value: object) -> str:
    """What `escape` gives, as text that is put into HTML right away."""
    if type(value) is Html or (type(value) is str and _special(value) is None):
        return value
    return markupsafe.escape(value)


def pattern(text: str) -> Callable[..., Html]:
    """A small template: each `{}` in `text` is replaced by one escaped value, in order.

    Made once at import time, called per cell: about as fast as string formatting.
    Other braces and percent signs stand for themselves.
    """
    form = text.replace("%", "%%").replace("{}", "%s")

    def filled(*values: object) -> Html:
        return _as_html(Html, form % tuple(map(_safe, values)))

    return filled


def attributes(values: dict[str, object]) -> str:
    """The attributes of a tag: `class_` and `data_live` become `class` and `data-live`.

    True gives a bare attribute; None and False leave it out.
    """
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{_safe(value)}"')
    return "".join(parts)


def el(tag: str, *children: object, **values: object) -> Html:
    """One element with escaped children; `tag` and the names of attributes come from code only."""
    opening = f"<{tag}{attributes(values)}>"
    if tag in VOID:
        return _as_html(Html, opening)
    return _as_html(Html, f"{opening}{''.join(map(_safe, children))}</{tag}>")


def fits_in_button(shown: object) -> bool:
    """Whether HTML may stand in a button: a link has a click of its own, and blocks may not."""
    text = str(shown)
    return "<a " not in text and "<div" not in text


def join(parts: Iterable[object], between: str = "") -> Html:
    """Parts put one after the other, each escaped unless it is HTML already."""
    return _as_html(Html, _safe(between).join(map(_safe, parts)))


@lru_cache(maxsize=2048)
def icon_html(href: str, size: int, label: str, more: str) -> Html:
    """The picture `href` of the sprite; without a label it is hidden from assistive technology."""
    names = " ".join(filter(None, ["icon", f"icon-{size}" if size != 16 else "", more]))
    said = el("svg", el("use", href=href), class_=names, role="img", aria_label=label)
    return said if label else el("svg", el("use", href=href), class_=names, aria_hidden="true")
