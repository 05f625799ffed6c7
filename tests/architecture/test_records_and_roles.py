"""Who reaches which record: each type, kept to whom it may be kept, as `records.txt` says."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import resolve

from klientel.events.models import Event
from klientel.records.actions import actions, create, trash
from klientel.records.actions.share import share
from klientel.records.types import RecordType, record_types
from tests.architecture import tables
from tests.architecture.addresses import PARTS, patterns
from tests.cast import Firm
from tests.contracts.samples import editable_text, sample_inputs, sample_values

TABLE = "records.txt"
METHODS = ("GET", "POST")
#: the columns: who asks, by first name (tests/cast.py); Wim is in the team web, Bea is not
COLUMNS = ("olga", "lena", "wim", "bea", "sam", "bodo", "fremd", "")
#: to whom the record, or the account it hangs on, is kept
STATES = ("everyone", "client", "team", "named", "trashed")
RECORD = "<slug:workspace>/<type:record_type>/<str:key>"
BULK = "<slug:workspace>/<type:record_type>/bulk/trash"


@pytest.mark.slow
@pytest.mark.django_db
def test_every_record_answers_each_person_as_the_table_says(firm: Firm, other_firm: Firm) -> None:
    tables.compare(TABLE, 4, dict(_answers(firm, other_firm)))


def test_the_table_of_records_is_plausible() -> None:
    """What is kept from somebody does not exist for them, and nobody writes to it."""
    kept_from = {"team": ("bea",), "named": ("lena", "bea", "sam", "bodo"), "client": ("sam",)}
    for (type_, state, method, path), row in tables.kept(TABLE, 4).items():
        cells = dict(zip(COLUMNS, row, strict=True))
        line = (type_, state, method, path)
        assert cells["fremd"] == "404", line
        assert cells[""] == "sign-in", line
        for name in kept_from.get(state, ()):
            asked_in_bulk = path == "bulk/trash"
            assert cells[name] in (("303", "403") if asked_in_bulk else ("403", "404")), line


def _answers(firm: Firm, other: Firm) -> Iterator[tuple[tables.Key, tables.Row]]:
    browsers = {name: _browser(name, firm, other) for name in COLUMNS}
    for type_ in record_types:
        for state in STATES:
            if state == "client" and not (type_.inherits or type_.name == "account"):
                continue
            record = _kept(firm, type_, state)
            for method, short, path, sent in _operations(firm, type_, record):
                first = _asked(firm, browsers["olga"], method, path, sent)
                if first == "405" or (first == "404" and state != "trashed"):
                    # no such method, or a verb that has a way of its own: nothing to allow
                    continue
                row = [first]
                row += [
                    _asked(firm, browsers[name], method, path, sent)
                    for name in COLUMNS
                    if name != "olga"
                ]
                yield (type_.name, state, method, short), tuple(row)


def _kept(firm: Firm, type_: RecordType, state: str) -> Any:
    """A record of the type that is kept as the state says, itself or through its account."""
    top = record_types.get("account") if type_.inherits else type_
    values = sample_values(firm.olga, top, 1)
    if state == "client" and top.name == "account":
        values |= {"relationship": "client", "owner": str(firm.members["olga"].pk)}
    held = create(firm.olga, top.name, values)
    if state == "team":
        key = firm.teams["web"].pk
        share(firm.olga, top.name, held.pk, privacy="team", team_id=key)
    if state == "named":
        named = [firm.members["wim"].pk]
        share(firm.olga, top.name, held.pk, privacy="named", member_ids=named)
    record = held
    if type_.inherits:
        record = create(firm.olga, type_.name, {**dict(type_.sample(1)), "account": str(held.pk)})
    if state == "trashed":
        trash(firm.olga, type_.name, record.pk)
    return record


def _operations(
    firm: Firm, type_: RecordType, record: Any
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Method, the address from the record on, the whole path, and what is sent."""
    field = editable_text(type_)
    base = f"/{firm.slug}/{type_.slug}"
    key = record.ref or str(record.pk)
    for pattern in sorted(patterns()):
        if pattern != BULK and not pattern.startswith(RECORD):
            continue
        for method in METHODS:
            if pattern == BULK:
                yield method, "bulk/trash", f"{base}/bulk/trash", {"selected": str(record.pk)}
                continue
            rest = pattern.removeprefix(RECORD)
            for short, sent in _filled(firm, type_, rest, field):
                path = f"{base}/{key}{short}"
                assert resolve(path).route == pattern or "<slug:tab>" in pattern, path
                yield method, short or "/", path, sent


def _filled(
    firm: Firm, type_: RecordType, rest: str, field: str
) -> Iterator[tuple[str, dict[str, str]]]:
    if "actions/<str:name>" in rest:
        for one in actions.on(type_.name):
            if one.hidden:
                continue
            inputs = sample_inputs(firm.olga, one.inputs)
            yield rest.replace("<str:name>", one.name), {k: str(v) for k, v in inputs.items()}
        return
    sent = {"/share": {"privacy": "everyone"}, "/fields/<slug:name>": {field: "Anything"}}
    sent["/change"] = {field: "Anything"}
    filled = rest.replace("<slug:name>", field).replace("<slug:tab>", "history")
    for name, value in PARTS.items():
        filled = filled.replace(f"<uuid:{name}>", value).replace(f"<str:{name}>", value)
    yield filled, sent.get(rest, {})


def _asked(firm: Firm, browser: Client, method: str, path: str, sent: dict[str, str]) -> str:
    """What somebody is answered, with `+` when something was written; nothing of it stays."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        before = Event.objects.in_workspace(firm.workspace.pk).count()
        answer = browser.get(path) if method == "GET" else browser.post(path, sent)
        wrote = Event.objects.in_workspace(firm.workspace.pk).count() > before
        transaction.set_rollback(True)
    browser.cookies = cookies
    cache.clear()
    if answer.status_code == 302 and answer["Location"].startswith("/me/sign-in"):
        return f"sign-in{'+' if wrote else ''}"
    return f"{answer.status_code}{'+' if wrote else ''}"


def _browser(name: str, firm: Firm, other: Firm) -> Client:
    browser = Client() if not name else (other if name == "fremd" else firm).client(name)
    browser.raise_request_exception = False
    if name and name != "fremd":
        # the first page of a session notes who came in; that is no write of what is asked
        browser.get(f"/{firm.slug}/search")
    return browser
