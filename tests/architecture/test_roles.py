"""Who reaches what: every address, as each role, is answered as `roles.txt` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from klientel.integrations import storage
from tests.architecture import tables
from tests.architecture.addresses import Address, addresses
from tests.architecture.furnished import parts_of
from tests.cast import Firm

TABLE = "roles.txt"
METHODS = ("GET", "POST")
#: what is sent where an empty form would be refused before anybody's rights are asked for
SENT: Mapping[str, Mapping[str, str]] = {
    "<slug:workspace>/<type:record_type>/new": {"name": "Neu", "relationship": "customer"},
    "<slug:workspace>/<type:record_type>/<str:key>/fields/<slug:name>": {"city": "Bremen"},
    "<slug:workspace>/<type:record_type>/<str:key>/share": {"privacy": "everyone"},
    "<slug:workspace>/accounts/<str:key>/log": {"text": "Called", "kind": "call"},
    "<slug:workspace>/accounts/<str:key>/people": {"last_name": "Falk"},
    "<slug:workspace>/contacts/<str:key>/log": {"text": "Called", "kind": "call"},
    "<slug:workspace>/accounts/<str:key>/meetings/new": {
        "name": "Jour fixe",
        "day": "5.1.2027",
        "time": "10:00",
        "minutes": "60",
    },
    "<slug:workspace>/files/<uuid:file>/rename": {"name": "Angebot"},
    "<slug:workspace>/import/new": {"recipe": "boat"},
    "<slug:workspace>/jobs/again": {"all": "1"},
    "<slug:workspace>/<type:record_type>/views/<int:number>/keep": {"query": "city=Bremen"},
}
#: the columns of the table: who asks, by first name (tests/cast.py); Bea asks for what only the
#: other team may know of
COLUMNS = {
    "owner": "olga",
    "lead": "lena",
    "member": "wim",
    "support": "sam",
    "bookkeeping": "bodo",
    "other_team": "bea",
    "foreign": "fremd",
    "visitor": "",
}


def asked(browser: Client, method: str, one: Address) -> str:
    """What somebody is answered; nothing of it stays."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        if method == "GET":
            answer = browser.get(one.path)
        else:
            answer = browser.post(one.path, SENT.get(one.pattern, {}))
        transaction.set_rollback(True)
    browser.cookies = cookies
    cache.clear()
    if answer.status_code == 302 and answer["Location"].startswith("/me/sign-in"):
        return "sign-in"
    return str(answer.status_code)


def answers(firm: Firm, other: Firm) -> Iterator[tuple[tables.Key, tables.Row]]:
    """The table as the program answers it."""
    everybodys, teams = parts_of(firm), parts_of(firm, team="web")
    whole = {one.pattern: one for one in addresses(firm.slug, everybodys)}
    of_team = {one.pattern: one for one in addresses(firm.slug, teams)}
    browsers = {name: _browser(name, firm, other) for name in COLUMNS.values()}
    for pattern in sorted(whole):
        for method in METHODS:
            row = tuple(
                asked(
                    browsers[name],
                    method,
                    of_team[pattern] if column == "other_team" else whole[pattern],
                )
                for column, name in COLUMNS.items()
            )
            yield (method, f"/{pattern}"), row


def _browser(name: str, firm: Firm, other: Firm) -> Client:
    browser = Client() if not name else (other if name == "fremd" else firm).client(name)
    browser.raise_request_exception = False
    return browser


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_answers_each_role_as_the_table_says(
    firm: Firm, other_firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one thing that no rollback brings back: the file of an import that is thrown away.
    monkeypatch.setattr(storage, "forget", lambda name: None)
    tables.compare(TABLE, 2, dict(answers(firm, other_firm)))


def test_the_table_is_plausible() -> None:
    """Strangers find nothing of a workspace, and who is not signed in is asked to."""
    places = {name: place for place, name in enumerate(COLUMNS)}
    for (method, path), row in tables.kept(TABLE, 2).items():
        if not path.startswith("/<slug:workspace>"):
            continue
        assert row[places["foreign"]] in ("404", "405"), (method, path)
        assert row[places["visitor"]] in ("sign-in", "404", "405"), (method, path)
        if "/<str:key>" in path or "<uuid:purchase>" in path or "<uuid:file>" in path:
            assert row[places["other_team"]] in ("404", "405"), (method, path)
