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
from klientel.records.fields import RecordLinkField
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


def writes_of(kind: RecordType) -> list[Action]:
    """The catalogue's entries for adding, changing, deleting and restoring records of a type."""
    name = kind.name
    editable = [one for one in kind.fields if one.editable]
    changeable = [one for one in kind.fields if one.is_changeable]

    def add(actor: Actor, _target: Any = None, /, **values: Any) -> Any:
        return create(actor, name, values)

    def edit(actor: Actor, target: Any, /, **values: Any) -> Any:
        return change(actor, name, target, values)

    def delete(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _moved(actor, kind, target, given, into=True)

    def bring_back(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _moved(actor, kind, target, given, into=False)

    def unite(actor: Actor, target: Any, /, **given: Any) -> Any:
        return _united(actor, kind, target, given)

    other = RecordLinkField(name="other", label=_("Goes into it"), to=(name,), required=True)
    merging = Action(
        f"{name}.merge", _("Merge"), kind.permission("merge"), name, (other,), unite, "merge",
        hidden=True,
    )  # fmt: skip
    return [
        *([merging] if kind.merging else ()),
        Action(f"{name}.create", _("Add"), kind.permission("create"), "", editable, add,
               "plus", hidden=True),
        Action(f"{name}.change", _("Edit"), kind.permission("edit"), name, changeable, edit,
               "pencil", hidden=True),
        Action(f"{name}.trash", _("Delete"), kind.permission("trash"), name, (), delete,
               "trash-2", hidden=True),
        Action(f"{name}.restore", _("Restore"), kind.permission("trash"), name, (), bring_back,
               "undo-2", hidden=True),
    ]  # fmt: skip


def _united(actor: Actor, kind: RecordType, target: Any, given: Mapping[str, Any]) -> Any:
    """Let another record go into this one, each value chosen as the page would suggest."""
    actor.must(kind.permission("merge"))

    def work() -> Any:
        other = RecordLinkField(name="other", label="", to=(kind.name,), required=True)
        values = clean_inputs((other,), given, actor)
        record = found(actor, kind, target)
        return merge(actor, kind.name, record.pk, [values["other"]])

    return written_together(work)


def _moved(
    actor: Actor, kind: RecordType, target: Any, given: Mapping[str, Any], *, into: bool
) -> Any:
    """Into the trash or out of it, by record, id or number as every action takes it."""
    actor.must(kind.permission("trash"))

    def work() -> Any:
        clean_inputs((), given, actor)
        record = found(actor, kind, target, trashed=not into)
        return (trash if into else restore)(actor, kind.name, record.pk)

    return written_together(work)
