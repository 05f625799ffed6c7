"""That a record is shared with people outside: said on its page, as long as a link to it opens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.sharing.queries import page_of
from klientel.sharing.rights import MAKE
from klientel.ui.html import NOTHING, Html, el, join
from klientel.ui.icons import icon
from klientel.views.compiled import SHARED
from klientel.views.panels import EVERY, Panel, panels
from klientel.views.render import address_of

#: names beside the mark; the page of links has them all
_NAMED = 3


def mark(request: Any, record: Any) -> Html:
    """The mark, which leads whoever may share to the links; it was read with the record."""
    if not getattr(record, SHARED, False):
        return NOTHING
    label = join([icon("share-2", 12), el("span", _("Shared with people outside"))])
    if not request.actor.may(MAKE):
        return el("p", el("span", label, class_="status status-accent"))
    href = address_of(request, record, "links")
    way = el("a", label, class_="status status-accent", href=href)
    return el("p", way, " ", _with_whom(request, record), class_="shared-mark")


def _with_whom(request: Any, record: Any) -> Html:
    """The names of those whom the links in force are for that the reader may end."""
    links = page_of(request.actor, record_id=record.pk).rows
    names = list(dict.fromkeys(link.name for link in links if link.name))
    more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return el("span", ", ".join(names[:_NAMED]) + more, class_="small quiet") if names else NOTHING


def register() -> None:
    """Say it on the pages of all records."""
    panels.register(
        Panel(
            name="shared",
            on=EVERY,
            slot="lead",
            label=gettext_lazy("Shared with people outside"),
            render=mark,
            order=1,
        )
    )
