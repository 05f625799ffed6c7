"""Rows that hang on an item, as the log keeps them: what one was, and what it is.

An event that tells both can be taken back, and its undo as well, by one undoer for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from klientel.kit.refused import Refused
from klientel.workspaces.actor import Actor

#: what a row holds, by column; None where there is none
State = Mapping[str, Any] | None

_OWN = ("id", "workspace_id")


def state_of(row: Any) -> dict[str, Any]:
    """What a row holds, as JSON keeps it."""
    names = [one.attname for one in row._meta.concrete_fields if one.attname not in _OWN]
    return {name: _plain(getattr(row, name)) for name in names}


def was_of(row: Any) -> dict[str, Any] | None:
    """What a row held when it was read; None for one that is not there yet."""
    if row._state.adding:
        return None
    return {name: _plain(value) for name, value in row.loaded_values().items() if name not in _OWN}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def put_back(actor: Actor, model: Any, key: UUID, now: State, before: State) -> None:
    """Let a row be what it was, where it still is what it was made.

    Raises `Refused` where somebody has changed it since, or what it was can be no more.
    """
    row = model.objects.in_workspace(actor.workspace_id).filter(pk=key).first()
    if (state_of(row) if row else None) != now:
        raise Refused("This was changed again since; the later change stays.")
    try:
        with transaction.atomic():
            if before is None:
                row.delete()
            else:
                _write(actor, row or model(id=key, workspace_id=actor.workspace_id), before)
    except IntegrityError:
        raise Refused("This cannot be as it was any more.") from None


def _write(actor: Actor, row: Any, state: Mapping[str, Any]) -> None:
    for name, value in state.items():
        column = row._meta.get_field(name)
        setattr(row, column.attname, column.to_python(value) if value is not None else None)
    row.save()
