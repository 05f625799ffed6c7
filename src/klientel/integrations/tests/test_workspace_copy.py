"""A workspace that is exported and brought in again is equal, row by row, wherever it goes."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from klientel.config.cli import run_command
from klientel.crm.actions.interaction import log
from klientel.crm.actions.people import add_person
from klientel.events.models import Event
from klientel.events.seal import seal, verify
from klientel.integrations import storage
from klientel.integrations.copies import archive, bring_in, export, tables
from klientel.integrations.copies.archive import Unusable
from klientel.integrations.copies.ids import Ids
from klientel.integrations.tests.files import FLEET, imported, prepared, write
from klientel.integrations.tests.installations import Elsewhere, elsewhere, on_sqlite
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.consistency import differences
from klientel.workspaces.models import Member, User, Workspace
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey
from tests.cast import Firm
from tests.sample_room.models import Boat

__all__ = ["elsewhere", "on_sqlite"]

pytestmark = pytest.mark.django_db(transaction=True)

Lines = dict[str, list[dict[str, Any]]]


@pytest.fixture
def furnished(firm: Firm, tmp_path: Path) -> Firm:
    """A firm with clients, people, calls, an import and its file, tags, trash, and seals."""
    olga = firm.olga
    fleet = write(tmp_path, FLEET)
    imported(olga, fleet)
    prepared(olga, fleet)
    furnish(firm, tmp_path)
    return firm


def furnish(firm: Firm, folder: Path) -> None:
    """What a firm has that knows no boats."""
    olga = firm.olga
    client = actions.create(
        olga, "account", {"name": "Müller & Partner", "relationship": "client", "tags": ["VIP"]}
    )
    person = add_person(olga, client, {"first_name": "Ilse", "last_name": "Falk"})
    log(
        olga,
        client,
        kind="call",
        body="Sagte „ja“ 👍\nzweite Zeile",
        contact=person.pk,
        minutes="18",
    )
    gone = actions.create(olga, "account", {"name": "Alt", "relationship": "customer"})
    linked = add_field(olga, type="account", kind="record", label="Recommended by", to="account")
    liked = add_field(olga, type="account", kind="rating", label="Liked", stars="5")
    actions.change(olga, "account", client.pk, {linked.name: str(gone.pk), liked.name: "4"})
    actions.trash(olga, "account", gone.pk)
    rows = [("Name", "City"), *((f"Kunde {number}", "Kiel") for number in range(40))]
    prepared(olga, write(folder, rows, "people.csv"), "account")
    imported(olga, write(folder, rows, "people.csv"), "account")
    seal(firm.workspace.pk)
    actions.change(olga, "account", client.pk, {"name": "Müller und Partner"})


def exported(firm: Firm, path: Path) -> dict[str, Any]:
    return export.export(firm.olga, path)


def lines_of(path: Path) -> Lines:
    """Every table of an archive with its rows, in one order."""
    found: Lines = {}
    with tarfile.open(path) as tar:
        for info in tar:
            if info.name.startswith("tables/"):
                content = tar.extractfile(info)
                assert content is not None
                rows = [json.loads(line) for line in content.read().splitlines()]
                found.setdefault(info.name.split("/")[1], []).extend(rows)
    return {name: sorted(rows, key=lambda row: row["id"]) for name, rows in found.items()}


def without_news(lines: Lines, *verbs: str) -> Lines:
    """The rows without the events that the copying itself has written."""
    return lines | {
        "events.event": [row for row in lines["events.event"] if row["verb"] not in verbs]
    }


NEWS = ("workspace.brought_in", "workspace.exported")


@pytest.mark.slow
def test_a_workspace_comes_back_equal_elsewhere(
    firm: Firm, tmp_path: Path, elsewhere: Elsewhere, on_sqlite: Elsewhere
) -> None:
    """On PostgreSQL it goes to SQLite and back."""
    furnish(firm, tmp_path)
    first = tmp_path / "first.tar.gz"
    exported(firm, first)
    here = without_news(lines_of(first), *NEWS)
    steps = [on_sqlite, elsewhere] if connection.vendor == "postgresql" else [elsewhere]
    path = first
    forged = changed(first, **{"events.event/": lambda data: data.replace(b"Falk", b"Felk")})
    refused = steps[0].klientel("import-workspace", str(forged), "--slug", "neu")
    assert refused.returncode == 2
    assert "The log of the copy was changed" in refused.stderr
    for number, installation in enumerate(steps):
        done = installation.klientel("import-workspace", str(path), "--slug", "neu")
        assert done.returncode == 0, done.stderr
        assert "all ids are new" not in done.stdout
        path = tmp_path / f"again-{number}.tar.gz"
        done = installation.klientel("export", "--workspace", "neu", str(path))
        assert done.returncode == 0, done.stderr
        there = without_news(lines_of(path), *NEWS)
        assert there.keys() == here.keys()
        for name, rows in here.items():
            assert there[name] == rows, name
        checked = installation.klientel("check", "--deep")
        assert "Workspace neu: no records differ" in checked.stdout
        assert "Workspace neu: seal" not in checked.stdout, "the chain still holds"
        names = {one.name for one in (installation.data / "files" / "imports").iterdir()}
        assert {row["stored_as"] for row in here["integrations.importrun"]} - {""} <= names


def test_a_second_copy_beside_the_first_has_ids_of_its_own(furnished: Firm, tmp_path: Path) -> None:
    first, second = tmp_path / "first.tar.gz", tmp_path / "second.tar.gz"
    exported(furnished, first)
    brought = bring_in.bring_in(first, "zwei")
    assert not brought.are_ids_kept
    export.export(_system(brought.workspace), second)
    here, there = lines_of(first), lines_of(second)
    there = without_news(there, "workspace.brought_in")
    assert {n: len(r) for n, r in there.items() if n != "events.eventseal"} == {
        n: len(r) for n, r in here.items() if n != "events.eventseal"
    }
    old = {row["id"] for rows in here.values() for row in rows} | {str(furnished.workspace.pk)}
    assert not [one for one in old if one in json.dumps(there)], "no id leads back"
    ids = Ids(furnished.workspace.pk, brought.workspace.pk, {})
    renamed = {name: [_moved(row, ids) for row in rows] for name, rows in here.items()}
    for name, rows in renamed.items():
        if name not in ("events.eventseal", "integrations.importrun"):
            assert sorted(rows, key=lambda row: row["id"]) == there[name], name
    assert not list(differences(brought.workspace))
    verdict = verify(brought.workspace.pk)
    assert verdict.is_whole
    assert verdict.unsealed == 1, "all but the event that tells of it"
    told = Event.objects.in_workspace(brought.workspace.pk).get(verb="workspace.brought_in")
    assert told.facts["seal"] == verify(furnished.workspace.pk).head
    assert told.facts["are_ids_kept"] is False
    files = [row["stored_as"] for row in there["integrations.importrun"] if row["stored_as"]]
    kept = [row["stored_as"] for row in here["integrations.importrun"] if row["stored_as"]]
    assert files
    assert not set(files) & set(kept)
    assert all(storage.path_of(name).read_bytes() for name in files)
    assert not list(differences(furnished.workspace)), "the first is as it was"


def _moved(value: Any, ids: Ids) -> Any:
    return json.loads(
        re.sub(
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            lambda found: str(ids.of(UUID(found[0]))) if found[0] not in _people() else found[0],
            json.dumps(value),
        )
    )


def _people() -> set[str]:
    return {str(pk) for pk in User.objects.values_list("pk", flat=True)}


def _system(workspace: Workspace) -> Any:
    from klientel.workspaces.actor import Actor

    return Actor.system(workspace.pk, "test")


def test_no_secret_leaves_and_what_is_left_out_is_said(furnished: Firm, tmp_path: Path) -> None:
    path = tmp_path / "all.tar.gz"
    manifest = exported(furnished, path)
    with tarfile.open(path) as tar:
        people = tar.extractfile("people.jsonl")
        assert people is not None
        logins = [json.loads(line) for line in people.read().splitlines()]
    assert {frozenset(one) for one in logins} == {
        frozenset({"id", "email", "name", "language", "time_zone"})
    }
    assert len(logins) == len(furnished.members)
    hashed = User.objects.get(email="olga@werft.example").password
    with tarfile.open(path) as tar:
        for info in tar:
            content = tar.extractfile(info)
            assert content is not None
            assert hashed.encode() not in content.read()
    assert manifest["left_out"]["workspaces.user.password"] == "a secret"
    assert manifest["left_out"]["events.job"] == "work in flight"
    assert manifest["left_out"]["records.searchdoc"] == "made anew from the records"


#: columns whose names sound like secrets, and why they are none
NO_SECRETS = {
    "events.event.token": "what the token is called",
    "events.eventseal.salt": "lets the chain be verified in the copy",
    "events.eventseal.digest": "a link of the chain",
    "integrations.importrun.digest": "of the file, which comes along",
    "notifications.inbox.digest_on": "a day",
}
_SOUNDS_SECRET = re.compile(r"password|secret|token|salt|hash|digest|private_key|api_key")


def test_a_column_that_sounds_like_a_secret_is_declared_or_reviewed() -> None:
    found = {
        f"{one.name}.{column}"
        for one in tables.tables()
        for column in one.attributes
        if _SOUNDS_SECRET.search(column)
    }
    assert found <= NO_SECRETS.keys()


#: columns whose names sound like files, and why they name none
NO_FILES = {
    "integrations.importrun.file_name": "as people called it",
    "integrations.rememberedmapping.file_name": "as people called it",
    "integrations.importrun.digest": "tells the same file from another",
    "events.eventseal.digest": "a link of the chain",
    "notifications.inbox.digest_on": "a day",
}
_SOUNDS_LIKE_A_FILE = re.compile(r"file|path|sha256|digest|blob|_as$|thumbnail|picture")


def test_a_column_that_sounds_like_a_file_comes_with_it_or_is_reviewed() -> None:
    found = {
        f"{one.name}.{field.attname}"
        for one in tables.tables()
        for field in one.columns
        if _SOUNDS_LIKE_A_FILE.search(field.attname) and not field.is_relation
        if field.attname not in one.files
    }
    assert found <= NO_FILES.keys()


def test_a_secret_column_stays_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Boat, "secret_columns", frozenset({"harbour"}))
    boats = next(one for one in tables.tables() if one.model is Boat)
    assert "harbour" not in boats.attributes
    assert tables.left_out()["sample_room.boat.harbour"] == "a secret"


def test_every_table_of_a_workspace_comes_along_or_is_said_to_stay() -> None:
    """A new room adds nothing anywhere: its tables are found."""
    told = {one.name for one in tables.tables()} | tables.left_out().keys()
    for model in apps.get_models():
        columns = {one.attname for one in model._meta.concrete_fields}
        if issubclass(model, ScopedModel) or "workspace_id" in columns:
            assert model._meta.label_lower in told
    for one in tables.tables():
        for column in one.columns:
            assert tables.reader(column)
            if column.is_relation and not isinstance(column, WorkspaceForeignKey):
                assert tables.points_at_user(column), f"{one.name}.{column.name} leads outside"


def test_people_with_a_login_are_members_and_others_get_one_without_a_password(
    furnished: Firm, other_firm: Firm, tmp_path: Path
) -> None:
    path = tmp_path / "all.tar.gz"
    exported(furnished, path)
    wim = furnished.members["wim"].user
    User.objects.filter(pk=wim.pk).update(email="somebody@else.example")
    brought = bring_in.bring_in(path, "zwei", owner="fremd@fremd.example")
    members = Member.objects.in_workspace(brought.workspace.pk).select_related("user")
    by_email = {one.user.email: one for one in members}
    assert by_email["olga@werft.example"].user_id == furnished.members["olga"].user_id
    fresh = by_email["wim@werft.example"].user
    assert fresh.pk != wim.pk
    assert not fresh.has_usable_password()
    assert by_email["fremd@fremd.example"].role == "owner"
    assert brought.link == "", "who has a password needs no link"


def test_a_new_owner_gets_a_link(furnished: Firm, tmp_path: Path) -> None:
    path = tmp_path / "all.tar.gz"
    exported(furnished, path)
    assert bring_in.bring_in(path, "zwei", owner="neu@werft.example").link.startswith("http")


@pytest.mark.parametrize("slug", ["werft", "settings", "me", "A b"])
def test_an_address_that_cannot_be_taken_is_refused(
    furnished: Firm, tmp_path: Path, slug: str
) -> None:
    path = tmp_path / "all.tar.gz"
    exported(furnished, path)
    with pytest.raises(Refused):
        bring_in.bring_in(path, slug)
    assert Workspace.objects.count() == 1


def changed(path: Path, **change: Any) -> Path:
    """The archive with some members changed by functions of their content; the hashes fit."""
    target = path.with_name("changed.tar.gz")
    with path.open("rb") as file:
        told = archive.read_whole(file)
    with target.open("wb") as file, tarfile.open(path) as tar:
        writer = archive.Writer(file)
        for info in tar:
            content = tar.extractfile(info)
            assert content is not None
            if info.name == archive.MANIFEST:
                continue
            data = content.read()
            for part, function in change.items():
                if part in info.name:
                    data = function(data)
            writer.add(info.name, data)
        told = {key: value for key, value in told.items() if key not in ("members", "version")}
        if "told" in change:
            told = change["told"](told)
        writer.close(told)
    return target


BROKEN = {
    "no row": {"boat": lambda data: b"[1]\n"},
    "no json": {"boat": lambda data: b"{\n"},
    "wrong type": {"boat": lambda data: data.replace(b'"Kiel"', b"7", 1)},
    "no id": {"boat": lambda data: re.sub(rb'"id":"[^"]*"', b'"id":"x"', data)},
    "too long": {"boat": lambda data: data.replace(b'"Kiel"', b'"' + b"x" * 9999 + b'"', 1)},
    "twice": {"boat": lambda data: data + data},
    "dangling": {"boat": lambda data: b""},
    "no workspace": {"workspace.json": lambda data: b"{}"},
    "unknown table": {"told": lambda told: told | {"tables": {"a.b": {"rows": 1, "columns": []}}}},
    "newer": {"told": lambda told: told | {"migrations": ["crm.9999_of_tomorrow"]}},
    "other": {"told": lambda told: told | {"what": "klientel backup"}},
}  # fmt: skip


@pytest.mark.parametrize("harm", sorted(BROKEN))
def test_a_copy_that_does_not_fit_is_one_sentence_and_leaves_nothing(
    furnished: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    path = tmp_path / "all.tar.gz"
    exported(furnished, path)
    files = set(storage.folder().iterdir())
    before = {model: model._base_manager.count() for model in (Workspace, User)}
    done = run_command(["import-workspace", str(changed(path, **BROKEN[harm])), "--slug", "zwei"])
    said = capsys.readouterr().err.splitlines()[-1]
    assert done == 2
    assert said.startswith("klientel import-workspace: ")
    assert {model: model._base_manager.count() for model in (Workspace, User)} == before
    assert set(storage.folder().iterdir()) == files


def test_a_link_to_another_workspace_is_refused(
    furnished: Firm, other_firm: Firm, tmp_path: Path
) -> None:
    """Whoever made the archive must not reach into somebody else's rows."""
    path = tmp_path / "all.tar.gz"
    exported(furnished, path)
    foreign = actions.create(other_firm.actor("fremd"), "account", {"name": "Geheim"})
    ids = Ids(furnished.workspace.pk, uuid7(), {})
    assert ids.of(foreign.pk) != foreign.pk
    account = str(actions.create(furnished.olga, "account", {"name": "Neu"}).pk)
    bad = changed(
        path,
        **{
            "crm.contact": lambda data: re.sub(
                rb'"account_id":"[^"]*"', f'"account_id":"{account}"'.encode(), data
            )
        },
    )
    with pytest.raises(Unusable):
        bring_in.bring_in(bad, "zwei")
    assert not Workspace.objects.filter(slug="zwei").exists()


def test_the_same_workspace_unknown_to_the_command_is_one_sentence(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["export", "--workspace", "nope", str(tmp_path / "a")]) == 2
    assert "there is no workspace nope" in capsys.readouterr().err
    assert run_command(["import-workspace", str(tmp_path / "a"), "--slug", "zwei"]) == 2
    assert "Cannot read" in capsys.readouterr().err
