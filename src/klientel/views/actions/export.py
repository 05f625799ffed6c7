"""Take a list out of the program: who may, and what the log keeps of it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events import log
from klientel.kit.refused import Refused
from klientel.kit.xlsx_writer import MOST_ROWS
from klientel.records.actions.catalogue import action, current_reading, in_force
from klientel.records.fields import ChoiceField, LongTextField, Option, TextField
from klientel.records.types import record_types
from klientel.team import throttle
from klientel.team.throttle import Limit
from klientel.views.actions.view import LONGEST
from klientel.views.selection import MOST_CHOSEN, Selection
from klientel.workspaces.actor import Actor

#: a whole list is read and written for each: what somebody who works with lists does not meet
EXPORTS = Limit(
    "list exports, member",
    60,
    timedelta(hours=1),
    gettext_noop(
        "You have taken out as many lists as one person may within an hour. "
        "It goes on in {minutes} minutes."
    ),
)
FORMS = {"csv": _("CSV"), "xlsx": _("Excel")}

_TYPE = TextField(name="type", label=_("List"), required=True, max_length=40)
_FORM = ChoiceField(
    name="form",
    label=_("Kind of file"),
    options=[Option(name, label) for name, label in FORMS.items()],
    default="csv",
)
_STATE = LongTextField(name="state", label=_("List"), max_length=LONGEST)
_IDS = LongTextField(name="ids", label=_("Chosen records"), max_length=MOST_CHOSEN * 40)


@action(
    "list.export",
    label=_("Export list"),
    permission="*.export",
    on="",
    inputs=[_TYPE, _FORM, _STATE, _IDS],
)
def export(actor: Actor, *, type: str, form: str, state: str, ids: str) -> Selection:  # noqa: A002
    """Note that a list leaves the program: how many records, by which query, as what.

    `state` is the list as in an address; `ids` (with commas) narrow it to chosen rows. Returns
    what is to be written. Raises `Refused` for more records than fit into the kind of file.
    """
    record_type = in_force(actor, record_types.get(type))
    actor.must(record_type.permission("export"))
    actor.must(record_type.permission("view"))
    given = {"ids": ids} if ids else {"all": "1", "state": state}
    chosen = Selection.of(record_type, given)
    throttle.take((EXPORTS, f"{actor.workspace_id} {actor.member_id}"))
    count = int(chosen.rows(actor, current_reading(actor)).count())
    if form == "xlsx" and count >= MOST_ROWS:
        raise Refused(
            "A sheet has room for {most} records. Choose CSV, or fewer of them.", most=MOST_ROWS - 1
        )
    facts = {
        "type": record_type.name,
        "count": count,
        "form": str(FORMS[form]),
        "query": state[:2_000],
    }
    log.record(actor, "list.exported", record_type="list", facts=facts)
    return chosen
