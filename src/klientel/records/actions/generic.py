"""The writes that every record type has, by name: `account.create`, `account.change` and so on.

Pages have ways of their own to them, so that no menu offers them. A program (an API, a rule, an
agent) finds them in the catalogue beside the verbs of the rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.actions.catalogue import Action, clean_inputs, found
from klientel.records.actions.change import change
from klientel.records.actions.create import create
from klientel.records.actions.merge import merge
from klientel.records.actions.together import written_together
from klientel.records.actions.trash import restore, trash
from klientel.records.fields import Field, RecordLinkField
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


def writes_of(record_type: RecordType) -> list[Action]:
    """The catalogue's entries for adding, changing, deleting and restoring records of a type."""
    name = record_type.name
    editable = [one for one in record_type.fields if one.editable]
    changeable = [one for one in editable if one.is_changeable]

    def add(actor: Actor, _target: Any = None, /, **values: Any) -> Any:
        return create(actor, name, values, insists=True)

    def edit(actor: Actor, target: Any, /, **values: Any) -> Any:
        return change(actor, name, target, values)

    def delete(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _moved(actor, record_type, target, given, into=True)

    def bring_back(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _moved(actor, record_type, target, given, into=False)

    def unite(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _united(actor, record_type, target, given)

    other = RecordLinkField(name="other", label=_("Goes into it"), to=(name,), required=True)
    merging = Action(
        f"{name}.merge", _("Merge"), record_type.permission("merge"), name, (other,), unite,
        "merge", hidden=True,
    )  # fmt: skip
    return [
        *([merging] if record_type.merging else ()),
        Action(f"{name}.create", _("Add"), record_type.permission("create"), "", editable, add,
               "plus", hidden=True, adds=True, fields_in=lambda firm: _editable(record_type, firm)),
        Action(f"{name}.change", _("Edit"), record_type.permission("edit"), name, changeable, edit,
               "pencil", hidden=True, fields_in=lambda firm: _changeable(record_type, firm)),
        Action(f"{name}.trash", _("Delete"), record_type.permission("trash"), name, (), delete,
               "trash-2", hidden=True, as_step=True, order=95),
        Action(f"{name}.restore", _("Restore"), record_type.permission("trash"), name, (),
               bring_back, "undo-2", hidden=True, adds=True),
    ]  # fmt: skip


def _editable(record_type: RecordType, firm: Workspace) -> list[Field]:
    return [one for one in record_type.in_workspace(firm).fields if one.editable]


def _changeable(record_type: RecordType, firm: Workspace) -> list[Field]:
    return [one for one in _editable(record_type, firm) if one.is_changeable]


def _united(actor: Actor, record_type: RecordType, target: Any, given: Mapping[str, Any]) -> Any:
    """Let another record go into this one, each value chosen as the page would suggest."""
    actor.must(record_type.permission("merge"))

    def work() -> Any:
        other = RecordLinkField(name="other", label="", to=(record_type.name,), required=True)
        values = clean_inputs((other,), given, actor)
        record = found(actor, record_type, target)
        return merge(actor, record_type.name, record.pk, [values["other"]])

    return written_together(work)


def _moved(
    actor: Actor, record_type: RecordType, target: Any, given: Mapping[str, Any], *, into: bool
) -> Any:
    """Into the trash or out of it, by record, id or number as every action takes it."""
    actor.must(record_type.permission("trash"))

    def work() -> Any:
        clean_inputs((), given, actor)
        record = found(actor, record_type, target, trashed=not into)
        return (trash if into else restore)(actor, record_type.name, record.pk)

    return written_together(work)
