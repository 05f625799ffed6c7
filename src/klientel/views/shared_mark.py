"""That a record is shared with people outside: said on its page, as long as a link to it opens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.sharing.rights import MAKE
from klientel.ui.html import NOTHING, Html, el, join
from klientel.ui.icons import icon
from klientel.views.compiled import SHARED
from klientel.views.panels import EVERY, Panel, panels
from klientel.views.render import address_of


def mark(request: Any, record: Any) -> Html:
    """The mark, which leads whoever may share to the links; it was read with the record."""
    if not getattr(record, SHARED, False):
        return NOTHING
    label = join([icon("share-2", 12), el("span", _("Shared with people outside"))])
    if not request.actor.may(MAKE):
        return el("p", el("span", label, class_="status status-accent"))
    href = address_of(request, record, "links")
    return el("p", el("a", label, class_="status status-accent", href=href))


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
