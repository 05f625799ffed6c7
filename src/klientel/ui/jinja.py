"""The template environment of all pages: escaping always on, components and icons at hand."""

from __future__ import annotations

from typing import Any

import jinja2
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext

from . import assets, icons, timeline
from .badge import hue
from .html import Html, attributes, fits_in_button, literal
from .initials import initials
from .once import once

_PERCENT = {"de": "\u00a0%", "en": "%"}


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def share(part: float, whole: float) -> int:
    """How much of `whole` is `part`, in percent, kept between 0 and 100 for drawing."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0


def percent_text(percent: int) -> str:
    """A number of percent as the reader's language writes it: "31 %" or "31%"."""
    return f"{percent}{_PERCENT[(get_language() or 'en')[:2]]}"


class _Template(jinja2.Template):
    """A template whose macros are the same for all pages: none of ours changes the globals.

    Jinja compares all global names at each import to find that out, twenty times a page.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


def environment(**options: Any) -> jinja2.Environment:
    """The environment Django asks for by its path in the settings."""
    options.setdefault("autoescape", True)
    env = jinja2.Environment(  # noqa: S701  # set above, by default
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        **options,
    )
    env.template_class = _Template
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    env.globals.update(
        _=_said,
        url=url,
        icon=icons.icon,
        draw_icon=icons.icon,  # for macros that have a parameter called icon
        asset=assets.asset,
        fits_in_button=fits_in_button,
        styles=assets.styles,
        initials=initials,
        hue=hue,
        share=share,
        percent_text=percent_text,
        once=once,
        timeline_entry=timeline.entry,  # drawn in Python, as pages have thirty
    )
    env.filters["attributes"] = _attributes
    return env


_sentences: dict[tuple[str | None, str], Html] = {}


def _said(message: str, /, **values: object) -> Html:
    """A template's sentence in the active language with its values, escaped, in place.

    What Jinja's own `_` does; those without values are kept, as each page says about eighty.
    """
    if values:
        return literal(gettext(message)) % values
    key = (get_language(), message)
    found = _sentences.get(key)
    if found is None:
        # a doubled percent sign stands for one here too
        found = _sentences[key] = literal(gettext(message)) % {}
    return found


def _attributes(values: dict[str, object]) -> str:
    return literal(attributes(values))
