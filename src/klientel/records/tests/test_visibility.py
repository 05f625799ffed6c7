"""Who may know of a record: everyone, a team, people by name."""

from __future__ import annotations

import pytest

from klientel.events.models import Event
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.hanging import Under
from klientel.records.models import RecordRef
from klientel.records.visibility import visible_rows
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Team
from tests.cast import Firm
from tests.sample_room.models import Berth, Boat

pytestmark = pytest.mark.django_db


def seen_by(firm: Firm, name: str) -> set[str]:
    rows = Boat.objects.visible_to(firm.actor(name))
    return set(rows.values_list("name", flat=True))


def test_privacy_decides_for_each_member(firm: Firm) -> None:
    olga = firm.olga
    for name in ("open", "web only", "named"):
        actions.create(olga, "boat", {"name": name})
    team, named = (Boat.objects.visible_to(olga).get(name=n) for n in ("web only", "named"))
    actions.share(olga, "boat", team.pk, privacy="team", team_id=firm.teams["web"].pk)
    bea = firm.members["bea"].pk
    actions.share(olga, "boat", named.pk, privacy="named", member_ids=[bea])
    assert seen_by(firm, "olga") == {"open", "web only", "named"}
    assert seen_by(firm, "lena") == {"open", "web only"}
    assert seen_by(firm, "wim") == {"open", "web only"}
    assert seen_by(firm, "bea") == {"open", "named"}
    assert seen_by(firm, "sam") == {"open"}


def test_losing_a_grant_acts_at_once(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "named"})
    bea = firm.members["bea"].pk
    actions.share(firm.olga, "boat", boat.pk, privacy="named", member_ids=[bea])
    assert seen_by(firm, "bea") == {"named"}
    before = firm.actor("bea").auth_version
    actions.share(firm.olga, "boat", boat.pk, privacy="named", member_ids=[])
    assert seen_by(firm, "bea") == set()
    assert firm.actor("bea").auth_version == before + 1


def test_whoever_answers_for_a_record_sees_it(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "named", "owner": "Wim"})
    actions.share(firm.olga, "boat", boat.pk, privacy="named")
    assert seen_by(firm, "wim") == {"named"}
    assert seen_by(firm, "bea") == set()


def test_the_invisible_cannot_be_changed_or_shared(firm: Firm, other_firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "named"})
    actions.share(firm.olga, "boat", boat.pk, privacy="named")
    wim = firm.actor("wim")
    for attempt in (
        lambda: actions.change(wim, "boat", boat.pk, {"name": "x"}),
        lambda: actions.trash(wim, "boat", boat.pk),
        lambda: actions.share(wim, "boat", boat.pk, privacy="everyone"),
        lambda: actions.trash(other_firm.actor("fremd"), "boat", boat.pk),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Forbidden):
        actions.share(firm.actor("sam"), "boat", boat.pk, privacy="everyone")
    stranger = other_firm.members["fremd"].pk
    with pytest.raises(Refused):
        actions.share(firm.olga, "boat", boat.pk, privacy="named", member_ids=[stranger])


def test_a_foreign_team_is_refused_whatever_the_privacy(firm: Firm, other_firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A"})
    theirs = Team(workspace=other_firm.workspace, name="Theirs")
    theirs.save()
    for privacy in ("everyone", "team", "named"):
        with pytest.raises(Refused):
            actions.share(firm.olga, "boat", boat.pk, privacy=privacy, team_id=theirs.pk)


def test_undo_says_nothing_of_what_one_cannot_see(firm: Firm) -> None:
    boat = actions.create(firm.actor("wim"), "boat", {"name": "Omega"})
    event = newest_events(firm.olga)[0]
    actions.share(firm.olga, "boat", boat.pk, privacy="named")
    with pytest.raises(NotFound):
        actions.undo(firm.actor("lena"), event.pk)


def newest_events(actor: Actor) -> list[Event]:
    return list(Event.objects.in_workspace(actor.workspace_id).order_by("-id"))


def test_a_made_up_type_hangs_under_another(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A berth hangs under the spine row of its boat: nothing but its own word says so."""
    monkeypatch.setattr(Berth, "hangs_under", Under("boat", by="record_id"), raising=False)
    kept, thrown, named = (
        actions.create(firm.olga, "boat", {"name": name}) for name in ("kept", "thrown", "named")
    )
    actions.share(firm.olga, "boat", named.pk, privacy="named")
    for boat in (kept, thrown, named):
        Berth(
            workspace_id=firm.workspace.pk, record_id=boat.pk, member_id=firm.members["wim"].pk
        ).save()
    actions.trash(firm.olga, "boat", thrown.pk)

    def berths(name: str) -> set[str]:
        rows = Berth.objects.in_workspace(firm.workspace.pk)
        seen = visible_rows(firm.actor(name), Berth)
        return set(rows.filter(seen).values_list("record__title", flat=True))

    assert berths("olga") == {"kept", "named"}
    assert berths("wim") == {"kept"}
    RecordRef.objects.in_workspace(firm.workspace.pk).filter(pk=thrown.pk).update(type="raft")
    assert berths("olga") == {"kept", "thrown", "named"}
