"""Who may call what: every operation of the API, with a token of each person and with none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from klientel.discussion.tests.bytes import attached
from klientel.integrations.api.endpoints import Endpoint, endpoints
from klientel.integrations.api.limits import limiter
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.team import throttle
from klientel.team.actions import create_token
from tests.architecture import tables
from tests.cast import Firm
from tests.contracts.samples import make

TABLE = "api.txt"
#: whose token: by first name; Bea asks for a record of a team that is not hers, `reads` is a token
#: of the owner that only reads, `few` one of theirs for other record types, `cookie` the owner's
#: browser without a token, `nobody` neither
COLUMNS = (
    "olga", "lena", "wim", "sam", "bodo", "bea", "fremd", "reads", "few", "cookie", "nobody",
)  # fmt: skip
BODIES: Mapping[str, Any] = {
    "create": {"fields": {"name": "Neu"}},
    "change": {"fields": {"name": "Anders"}},
    "batch": {"operations": [{"method": "POST", "path": "boats", "body": {"fields": {}}}]},
}


@pytest.mark.slow
@pytest.mark.django_db
def test_every_operation_answers_each_token_as_the_table_says(
    firm: Firm, other_firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "most", 10**9)
    monkeypatch.setattr(throttle, "take", lambda *_wanted: None)
    tables.compare(TABLE, 2, dict(_answers(firm, other_firm)))


def test_the_table_of_the_api_is_plausible() -> None:
    for (method, path), row in tables.kept(TABLE, 2).items():
        cells = dict(zip(COLUMNS, row, strict=True))
        assert cells["nobody"] == cells["cookie"] == "401", path
        if method != "GET":
            assert cells["reads"] == "403", path
        if "<str:key>" in path or "<str:file>" in path:
            assert {cells["bea"], cells["fremd"], cells["few"]} <= {"403", "404"}, path
            assert cells["fremd"] == "404", path


def _answers(firm: Firm, other: Firm) -> Iterator[tuple[tables.Key, tables.Row]]:
    boat = make(firm.olga, record_types.get("boat"))
    teams = make(firm.olga, record_types.get("boat"))
    share(firm.olga, "boat", teams.pk, privacy="team", team_id=firm.teams["web"].pk)
    files = {one.pk: str(attached(firm.olga, one).pk) for one in (boat, teams)}
    tokens = _tokens(firm, other)
    for one in endpoints():
        row = tuple(
            _asked(one, str(key), files[key], tokens.get(name), firm, name)
            for name in COLUMNS
            for key in (teams.pk if name == "bea" else boat.pk,)
        )
        yield (one.method, f"/api/v1/{one.path}"), row


def _tokens(firm: Firm, other: Firm) -> dict[str, str]:
    made = {
        name: create_token((other if name == "fremd" else firm).actor(name), name=name)
        for name in COLUMNS[:7]
    }
    made["reads"] = create_token(firm.olga, name="reads", is_read_only=True)
    made["few"] = create_token(firm.olga, name="few", types=["account"])
    return {name: one.secret for name, one in made.items()}


def _asked(one: Endpoint, key: str, file: str, token: str | None, firm: Firm, name: str) -> str:
    """What somebody is answered; nothing of it stays."""
    parts = {
        "<slug:kind>": "boats",
        "<str:key>": key,
        "<slug:part>": "comments",
        "<str:file>": file,
    }
    action = "boat.trash" if one.is_of_type else "boat.create"
    path = one.path.replace("<str:name>", action)
    for part, value in parts.items():
        path = path.replace(part, value)
    headers = {"If-Match": "*"} | ({"Authorization": f"Bearer {token}"} if token else {})
    browser = firm.client() if name == "cookie" else Client()
    browser.raise_request_exception = False
    body = json.dumps(BODIES.get(one.name, {})) if one.writes else ""
    path += "?name=plan.json" if one.takes_file else ""
    with transaction.atomic():
        answer = browser.generic(
            one.method, f"/api/v1/{path}", body, "application/json", headers=headers
        )
        transaction.set_rollback(True)
    cache.clear()
    return str(answer.status_code)
