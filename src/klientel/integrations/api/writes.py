"""Writing records: every call is an action of the catalogue, with its permission and its event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.integrations.api import words
from klientel.integrations.api.calls import Answer, Call, wrong
from klientel.integrations.api.endpoints import endpoint
from klientel.integrations.api.record_json import one_record
from klientel.integrations.api.refusals import Stale, Unreadable, VersionNeeded
from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.actions import actions, change, create
from klientel.records.actions.catalogue import Action, found
from klientel.records.actions.once import create_once
from klientel.records.actions.together import written_together
from klientel.records.fields.base import Field
from klientel.records.types import RecordType, record_types

_OBJECT: Mapping[str, Any] = {"type": "object"}
_TEXT: Mapping[str, Any] = {"type": "string"}
_VERSION = re.compile(r'"(\d{1,9})"', re.ASCII)
_ID_VERSION = 7


@endpoint(
    "POST",
    "<slug:kind>",
    name="create",
    group="records",
    label=_("Add a record"),
    text=words.CREATE,
    takes="New{Type}",
    gives="{Type}",
    status=201,
    refuses=(200, 409),
)
def create_record(call: Call, kind: str) -> Answer:
    """Add a record; with an id of the caller's own, only once."""
    record_type = call.record_type(kind)
    call.only("fields", "id")
    key = _own_id(call)
    with below("fields"):
        values = inward(call, record_type.fields, call.given("fields", _OBJECT, {}))
        is_new = True
        if key is None:
            record = create(call.actor, record_type.name, values, insists=True)
        else:
            record, is_new = create_once(call.actor, record_type.name, key, values, insists=True)
    answer = _record(call, record_type, record.pk, 201 if is_new else 200)
    answer.headers["Location"] = f"/api/v1/{record_type.slug}/{record.pk}"
    return answer


@endpoint(
    "PATCH",
    "<slug:kind>/<str:key>",
    name="change",
    group="records",
    label=_("Change a record"),
    text=words.CHANGE,
    takes="Changed{Type}",
    gives="{Type}",
    matches=True,
    refuses=(409, 412, 428),
)
def change_record(call: Call, kind: str, key: str) -> Answer:
    """Change fields of a record, on the version that the caller has read."""
    record_type = call.record_type(kind)
    if not call.if_match:
        raise VersionNeeded(
            gettext_noop("Send If-Match with the version that you read, or * for any.")
        )
    call.only("fields")
    given = call.given("fields", _OBJECT, {})

    def work() -> Any:
        record = _matching(call, record_type, key)
        with below("fields"):
            values = inward(call, record_type.fields, given)
            return change(call.actor, record_type.name, record, values)

    return _record(call, record_type, written_together(work).pk)


@endpoint(
    "DELETE",
    "<slug:kind>/<str:key>",
    name="trash",
    group="records",
    label=_("Delete a record"),
    text=words.TRASH,
    gives="{Type}",
    matches=True,
    refuses=(204, 409, 412),
)
def trash_record(call: Call, kind: str, key: str) -> Answer:
    """Into the trash."""
    record_type = call.record_type(kind)
    call.only()
    return _acted(call, actions.get(record_type.verb("trash")), record_type, key, {})


@endpoint(
    "POST",
    "<slug:kind>/<str:key>/restore",
    name="restore",
    group="records",
    label=_("Take a record out of the trash"),
    text=words.RESTORE,
    gives="{Type}",
    refuses=(204, 409),
)
def restore_record(call: Call, kind: str, key: str) -> Answer:
    """Out of the trash."""
    record_type = call.record_type(kind)
    call.only()
    return _acted(call, actions.get(record_type.verb("restore")), record_type, key, {})


@endpoint(
    "POST",
    "<slug:kind>/<str:key>/actions/<str:name>",
    name="act",
    group="actions",
    label=_("Act on a record"),
    text=words.ACT,
    takes="Inputs",
    gives="Acted",
    matches=True,
    refuses=(409, 412),
)
def act_on_record(call: Call, kind: str, key: str, name: str) -> Answer:
    """Any action of the catalogue on a record."""
    record_type = call.record_type(kind)
    one = actions.get(name)
    if one.on != record_type.name:
        raise NotFound
    call.only("inputs")
    given = call.given("inputs", _OBJECT, {})
    answer = _acted(call, one, record_type, key, given)
    return Answer({"record": answer.body, "id": None}, headers=answer.headers)


@endpoint(
    "POST",
    "actions/<str:name>",
    name="act_alone",
    group="actions",
    label=_("Act without a record"),
    text=words.ACT_ALONE,
    takes="Inputs",
    gives="Acted",
    refuses=(409,),
)
def act_alone(call: Call, name: str) -> Answer:
    """Any action of the catalogue that is on no record."""
    one = actions.get(name)
    if one.on:
        raise NotFound
    call.only("inputs")
    given = call.given("inputs", _OBJECT, {})
    one.right.must_hold(call.actor)
    with below("inputs"):
        values = inward(call, one.inputs_in(call.reading.workspace), given)
        result = one.call(call.actor, **values)
    return Answer({"record": _result(call, result), "id": _id_of(result)})


def _acted(
    call: Call, one: Action, record_type: RecordType, key: str, given: Mapping[str, Any]
) -> Answer:
    """What an action leaves of its record; nothing where the token cannot see it any more."""
    one.right.must_hold(call.actor)

    def work() -> UUID:
        record = _matching(call, record_type, key, trashed=None)
        with below("inputs"):
            values = inward(call, one.inputs_in(call.reading.workspace), given)
            one.call(call.actor, record.pk, **values)
        return UUID(str(record.pk))

    pk = written_together(work)
    try:
        return _record(call, record_type, pk)
    except NotFound:
        return Answer(None, 204)


def _matching(call: Call, record_type: RecordType, key: str, **which: Any) -> Any:
    """The record, locked, if it is the version that `If-Match` names; else `Stale` with both."""
    record = found(call.actor, record_type, key, **which)
    wanted = _version(call.if_match)
    if wanted is not None and record.version != wanted:
        raise Stale(
            gettext_noop("Somebody else changed this in the meantime."),
            current=one_record(call, record_type, record.pk),
            sent=call.body,
        )
    return record


def _version(text: str) -> int | None:
    if text in ("", "*"):
        return None
    read = _VERSION.fullmatch(text)
    if read is None:
        raise Unreadable(gettext_noop('If-Match names one version, such as "3", or * for any.'))
    return int(read[1])


def inward(call: Call, fields: Sequence[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """JSON as fields take it; names of no field are left for the action to refuse."""
    known = {one.name: one for one in fields}
    values: dict[str, Any] = {}
    errors: dict[str, Refused] = {}
    for name, raw in given.items():
        try:
            values[name] = known[name].inward(raw, call.reading) if name in known else raw
        except Refused as refusal:
            errors[name] = refusal
    if errors:
        raise Invalid(errors)
    return values


@contextmanager
def below(part: str) -> Iterator[None]:
    """Let refusals of what is inside point there: the fields stand below `/fields`."""
    try:
        yield
    except Refused as refusal:
        refusal.base = f"/{part}"  # type: ignore[attr-defined]
        raise


def _own_id(call: Call) -> UUID | None:
    text = call.given("id", _TEXT)
    if text is None:
        return None
    try:
        key = UUID(text)
    except ValueError:
        raise wrong("id", gettext_noop("This is no UUID of version 7.")) from None
    if key.version != _ID_VERSION:
        raise wrong("id", gettext_noop("This is no UUID of version 7."))
    return key


def _record(call: Call, record_type: RecordType, pk: UUID, status: int = 200) -> Answer:
    body = one_record(call, record_type, pk)
    return Answer(body, status, {"ETag": f'"{body["version"]}"'})


def _result(call: Call, result: Any) -> dict[str, Any] | None:
    """The record that an action gave; None for anything else, or for one out of sight."""
    name = getattr(type(result), "record_type", None)
    if not isinstance(name, str) or name not in record_types or not call.actor.knows(name):
        return None
    try:
        declared = record_types.get(name)
        return one_record(call, declared.in_workspace(call.reading.workspace), result.pk)
    except NotFound:
        return None


def _id_of(result: Any) -> str | None:
    key = getattr(result, "pk", result)
    return str(key) if isinstance(key, UUID) else None
