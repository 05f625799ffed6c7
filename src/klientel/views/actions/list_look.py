"""Arrange the columns of a list for oneself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.records.actions.catalogue import action, in_force
from klientel.records.fields import TextField
from klientel.records.types import record_types
from klientel.views.actions.view import member_of
from klientel.views.models import ListLook
from klientel.views.widths import widths_in, widths_text
from klientel.workspaces.actor import Actor

_TYPE = TextField(name="type", label=_("List"), required=True, max_length=40)
_PLACE = TextField(name="place", label=_("Quick filter"), max_length=40)
_COLUMNS = TextField(name="columns", label=_("Columns"), max_length=1_200)
_WIDTHS = TextField(name="widths", label=_("Widths"), max_length=1_200)


@action(
    "list.arrange",
    label=_("Arrange columns"),
    permission="view.save",
    on="",
    inputs=[_TYPE, _PLACE, _COLUMNS, _WIDTHS],
)
def arrange(actor: Actor, *, type: str, place: str, columns: str, widths: str) -> None:  # noqa: A002
    """Remember columns (names with commas) and widths of a list, or of one of its quick filters.

    No columns and no widths let the list be as usual again. What is no column is left out.
    """
    record_type = in_force(actor, record_types.get(type))
    actor.must(record_type.permission("view"))
    names = [name for name in dict.fromkeys(columns.split(",")) if name in record_type.by_name]
    where = {"member_id": member_of(actor), "type": record_type.name, "place": place}
    looks = ListLook.objects.visible_to(actor)
    wanted = {"columns": ",".join(names), "widths": widths_text(widths_in(record_type, widths))}
    known = looks.filter(**where).values("columns", "widths").first()
    if (known or {"columns": "", "widths": ""}) == wanted:
        return
    if not looks.filter(**where).update(**wanted):
        # two windows at once: one of them adds the row, the other changes it
        row = ListLook(workspace_id=actor.workspace_id, **where)
        ListLook.objects.bulk_create([row], ignore_conflicts=True)
        looks.filter(**where).update(**wanted)
    log.record(
        actor, "list.arranged", record_type="list", facts={"type": record_type.name, "place": place}
    )
