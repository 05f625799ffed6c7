"""One entry of a timeline, drawn from strings: a page shows thirty, and macros took longer than all
that was read for them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .html import Html, el, escape, join, literal
from .icons import icon

#: longer texts are cut until somebody asks for more
LONG = 260
#: how an entry is set apart from the plain ones
TONES = frozenset({"accent", "kunde", "note", "milestone"})


def entry(
    mark: str,
    who: str,
    what: str = "",
    when: str = "",
    text: str = "",
    exact: str = "",
    amount: str = "",
    key: str = "",
    href: str = "",
    live: str = "",
    foot: str = "",
    menu: str = "",
    internal: bool = False,
    tone: str = "",
) -> Html:
    """An entry with the icon `mark` in a `tone` of `TONES`: `when` as read, `exact` in full, `foot`
    is ready HTML.

    `menu` is the address of what can be done with it, shown in the page's `row-menu`. What is
    `internal` stays within the team: it is yellow and says so.
    """
    if tone and tone not in TONES:
        raise ValueError(f"an entry has no tone {tone}")
    looks = f"entry{f' entry-{tone}' if tone else ''}{' entry-internal' if internal else ''}"
    own = f' id="{escape(key)}"' if key else ""
    own += f' data-live="{escape(live)}"' if live else ""
    title = f' title="{escape(exact)}"' if exact else ""
    time = f'<a href="{escape(href)}">{escape(when)}</a>' if href else escape(when)
    dots = _dots(menu, " · ".join(filter(None, [who, what, exact or when]))) if menu else ""
    # every value went through escape, here or below
    return literal(
        f'<article class="{looks}"{own}><span class="entry-mark">{icon(mark)}</span>'
        f'<div><div class="entry-head"><span class="entry-who">{escape(who)}</span>'
        f"{_said(what, amount, internal=internal)}"
        f'<span class="entry-when"{title}>{time}</span>{dots}</div>\n{_below(text, foot)}</div>'
        "</article>\n"
    )


def _said(what: str, amount: str, *, internal: bool) -> str:
    """What stands behind the name: what was done, who may read it, an amount."""
    said = f'<span class="entry-what">{escape(what)}</span>' if what else ""
    if internal:
        said += f'<span class="entry-own">{icon("lock", 12)}{escape(_("Only for the team"))}</span>'
    return said + (f'<span class="entry-amount">{escape(amount)}</span>' if amount else "")


def _below(text: str, foot: str) -> str:
    """What stands below the head: the text, folded if it is long, and the foot."""
    below = f'<p class="entry-text">{escape(text)}</p>' if text else ""
    if len(text) > LONG:
        less, more = escape(_("Less")), escape(_("More"))
        below += f'<button class="link entry-more" type="button" data-more="{less}">{more}</button>'
    return below + (f'<div class="entry-foot">{escape(foot)}</div>' if foot else "")


def _dots(menu: str, named: str) -> str:
    label = escape(f"{_('More')}: {named}")
    return (
        f'<button class="button button-quiet button-small button-icon entry-menu" type="button" '
        f'aria-label="{label}" aria-haspopup="menu" data-pops="row-menu" hx-get="{escape(menu)}" '
        f'hx-target="#row-menu" hx-swap="innerHTML">{icon("ellipsis")}</button>'
    )


def change(
    text: str, undo: str = "", *, is_undone: bool = False, through: str = "", href: str = ""
) -> Html:
    """A change told in a line: with the way back to it, or struck through where it was taken.

    `through` says what did it by itself, which `href` tells of.
    """
    said = el("s", text) if is_undone else el("span", text)
    if through:
        named = el("a", through, class_="link", href=href) if href else el("span", through)
        said = join([said, " · ", named])
    if not undo:
        return said
    label = _("Undo")
    button = el(
        "button", icon("undo-2"), type="button", hx_post=undo, hx_swap="none",
        class_="button button-quiet button-small button-icon", data_tip=label,
        aria_label=f"{label}: {text}",
    )  # fmt: skip
    return join([said, button])
