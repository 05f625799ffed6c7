"""Comments are found by their words, by whoever sees their record, beside what is named so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.discussion import finding
from klientel.discussion.actions import assigning, comment
from klientel.discussion.models import Comment
from klientel.discussion.tests.bytes import account
from klientel.kit import clock
from klientel.records import actions, consistency
from klientel.records.actions.merge import merge
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.records.models import SearchDoc
from klientel.records.models.search_doc import WHOLE
from klientel.records.tasks import empty_trash
from klientel.records.types import record_types
from klientel.views.comment_search import comments_found, excerpt
from klientel.views.search import search
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def say(firm: Firm, record: Any, text: str, who: str = "olga", **more: Any) -> Comment:
    return comment.write(firm.actor(who), record=str(record.pk), text=text, **more)


def found(
    firm: Firm, text: str, who: str | Actor = "olga", types: list[str] | None = None
) -> list[str]:
    actor = firm.actor(who) if isinstance(who, str) else who
    names = [one.name for one in record_types] if types is None else types
    return [one.comment.body for one in comments_found(actor, text, names, 20)]


def on_page(firm: Firm, text: str, who: str = "olga", page: str = "search") -> str:
    return firm.client(who).get(f"/{firm.slug}/{page}", {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["größe", "groesse", "GROSSE", "gröss", "Muster größe", "gr"])
def test_a_comment_is_found_by_its_words_however_they_are_written(firm: Firm, text: str) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    say(firm, boat, "Das Muster in **Größe** L fehlt.")
    say(firm, boat, "Etwas anderes")
    assert found(firm, text) == ["Das Muster in **Größe** L fehlt."]
    assert not search(firm.olga, text)


def test_a_hit_says_who_wrote_where_and_leads_to_the_comment(firm: Firm) -> None:
    nord = account(firm)
    said = say(firm, nord, f"{'Vorher war vieles. ' * 30}Der Rabatt <b> ist zugesagt.", who="wim")
    for name in ("search", "palette"):
        page = on_page(firm, "rabatt", page=name)
        assert "<mark>Rabatt</mark> &lt;b&gt; ist zugesagt." in page
        assert "Wim on Nord Media" in page
        assert f'href="/werft/comments/{said.pk}"' in page
    leads = firm.client().get(f"/werft/comments/{said.pk}")
    assert leads.headers["Location"].endswith(f"/comments?at={said.pk}#comment-{said.pk}")


def test_commands_people_and_numbers_are_not_looked_for_in_comments(firm: Firm) -> None:
    say(firm, account(firm), "Rabatt 4711")
    for text in ("> rabatt", "@ rabatt", "# 4711"):
        assert "/comments/" not in on_page(firm, text, page="palette")


def test_what_cannot_be_seen_was_never_said(firm: Firm, other_firm: Firm) -> None:
    nord = account(firm)
    say(firm, nord, "Der Rabatt ist zugesagt")
    assert found(firm, "rabatt", "bea")
    assert not found(other_firm, "rabatt", "fremd")
    assert not found(firm, "rabatt", types=["boat"])
    assert not found(firm, "rabatt", types=[])
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    assert not found(firm, "rabatt", "bea")
    assert "Nord Media" not in on_page(firm, "rabatt", "bea")
    assert found(firm, "rabatt", "wim")


def test_what_one_may_not_see_takes_no_place_among_comments(firm: Firm) -> None:
    hidden, boat = account(firm), actions.create(firm.olga, "boat", {"name": "Möwe"})
    say(firm, boat, "Rabatt für das Boot")
    share(firm.olga, "account", hidden.pk, privacy="team", team_id=firm.teams["web"].pk)
    for number in range(25):
        say(firm, hidden, f"Rabatt {number}")
    assert found(firm, "rabatt", "bea") == ["Rabatt für das Boot"]
    assert len(found(firm, "rabatt")) == 20


def test_whoever_is_not_of_the_team_finds_only_what_is_meant_for_them(firm: Firm) -> None:
    nord = account(firm)
    say(firm, nord, "Rabatt intern")
    outside = say(firm, nord, "Rabatt nach außen", audience="outside")
    assert finding.types_for(firm.olga) == (finding.WITHIN, finding.OUTSIDE)
    stranger = Actor(firm.workspace.pk, kind="outsider")
    assert finding.types_for(stranger) == (finding.OUTSIDE,)
    rows = SearchDoc.objects.in_workspace(firm.workspace.pk).filter(type=finding.OUTSIDE)
    assert [row.part for row in rows] == [outside.pk]
    comment.withdraw(firm.olga, comment=str(outside.pk))
    assert not rows.all().exists()
    assert len(found(firm, "rabatt")) == 2


def test_the_search_follows_what_is_edited_deleted_and_brought_back(firm: Firm) -> None:
    nord = account(firm)
    said = say(firm, nord, "Rabatt zugesagt")
    comment.edit(firm.olga, comment=str(said.pk), text="Skonto zugesagt", version="1")
    assert (found(firm, "rabatt"), found(firm, "skonto")) == ([], ["Skonto zugesagt"])
    assigning.assign(firm.olga, comment=str(said.pk), assignee=firm.members["wim"].pk)
    gone = comment.remove(firm.olga, comment=str(said.pk))
    assert not found(firm, "skonto")
    undo(firm.olga, gone.told_by)
    assert found(firm, "skonto") == ["Skonto zugesagt"]
    assert not list(finding.differences(firm.workspace.pk))


def test_the_search_follows_the_record_into_the_trash_and_away(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    said = say(firm, boat, "Rabatt zugesagt")
    actions.trash(firm.olga, "boat", boat.pk)
    assert not found(firm, "rabatt")
    actions.restore(firm.olga, "boat", boat.pk)
    assert found(firm, "rabatt")
    actions.change(firm.olga, "boat", boat.pk, {"name": "Lachmöwe"})
    assert "Olga on Lachmöwe" in on_page(firm, "rabatt")
    actions.trash(firm.olga, "boat", boat.pk)
    with clock.travel(timedelta(days=31)):
        empty_trash.func()
    assert not SearchDoc.objects.in_workspace(firm.workspace.pk).filter(part=said.pk).exists()


def test_a_comment_is_found_on_the_merged_record_and_back_on_its_own(firm: Firm) -> None:
    nord, twin = account(firm), account(firm, name="Nord Medien")
    say(firm, twin, "Rabatt zugesagt")
    together = merge(firm.olga, "account", nord.pk, [twin.pk])
    assert "Olga on Nord Media ·" in on_page(firm, "rabatt")
    say(firm, nord, "Rabatt bestätigt")
    unmerge(firm.olga, together.pk)
    page = on_page(firm, "rabatt")
    assert "Olga on Nord Medien ·" in page
    assert "Olga on Nord Media ·" in page
    assert not list(finding.differences(firm.workspace.pk))
    assert not list(consistency.differences(firm.workspace))


def test_records_and_comments_are_found_beside_each_other(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Rabatt der Woche"})
    for number in range(25):
        say(firm, boat, f"Rabatt {number}")
    palette, page = on_page(firm, "rabatt", page="palette"), on_page(firm, "rabatt")
    assert f'id="hit-{boat.pk}"' in palette
    assert palette.count("/werft/comments/") == 3
    assert "All results" in palette
    assert page.count("/werft/comments/") == 20
    assert "Only the newest 20 comments are shown." in page
    assert "Rabatt 24" not in search(firm.olga, "rabatt")[0].title
    assert "<mark>Rabatt</mark> 24" in page
    assert "Nothing found" not in page


def test_an_edited_record_keeps_what_was_said_on_it_in_the_search(firm: Firm) -> None:
    boats = [actions.create(firm.olga, "boat", {"name": f"Möwe {n}"}) for n in range(2)]
    for boat in boats:
        say(firm, boat, "Rabatt")
    actions.change_many(
        firm.olga, "boat", {boat.pk: {"name": f"Neu {n}"} for n, boat in enumerate(boats)}
    )
    assert len(found(firm, "rabatt")) == 2
    docs = SearchDoc.objects.in_workspace(firm.workspace.pk)
    docs.filter(record_id=boats[0].pk, part=WHOLE).delete()
    assert consistency.repair(firm.workspace) == 1
    assert len(found(firm, "rabatt")) == 2


def test_a_search_row_that_is_missing_or_wrong_is_found_and_mended(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    said = [say(firm, boat, f"Rabatt {n}") for n in range(3)]
    docs = SearchDoc.objects.in_workspace(firm.workspace.pk)
    docs.filter(part=said[0].pk).delete()
    docs.filter(part=said[1].pk).update(body="skonto")
    assert set(finding.differences(firm.workspace.pk)) == {said[0].pk, said[1].pk}
    assert finding.repair(firm.workspace.pk) == 2
    assert len(found(firm, "rabatt")) == 3
    assert finding.repair(firm.workspace.pk) == 0


def test_finding_comments_asks_the_same_questions_for_few_and_many(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    browser = firm.client()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as read:
            assert browser.get("/werft/search", {"q": "rabatt"}).status_code == 200
        return len(read)

    say(firm, boat, "Rabatt")
    asked()
    few = asked()
    for number in range(18):
        say(firm, actions.create(firm.olga, "boat", {"name": f"B {number}"}), "Rabatt")
    assert asked() == few


@pytest.mark.parametrize(
    "text", ['"', "'", ":", "%", "\\", "\x00", "a", "🙂", "wort " * 300, "&|!"]
)
def test_nothing_that_can_be_typed_is_an_error(firm: Firm, text: str) -> None:
    say(firm, account(firm), "Ein Wort & noch 'eins'")
    found(firm, text)
    for name in ("search", "palette"):
        assert firm.client().get(f"/werft/{name}", {"q": text}).status_code == 200


def test_an_excerpt_shows_the_place_that_was_found_between_whole_words() -> None:
    text = f"{'Davor ' * 30}Straßenbau-Rabatt (neu) {'danach ' * 30}"
    shown = str(excerpt(text.strip(), "rabatt strasse"))
    assert shown.startswith("…Davor")
    assert "<mark>Straßenbau</mark>-<mark>Rabatt</mark> (neu)" in shown
    assert shown.endswith("danach…")
    assert str(excerpt("Nur ein Wort", "fehlt")) == "Nur ein Wort"
