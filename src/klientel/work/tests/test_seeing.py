"""Who sees work: whoever sees its account; without one, by its own columns."""

from __future__ import annotations

import re

import pytest

from klientel.events.feed import history_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.share import share
from klientel.records.consistency import differences
from klientel.records.models import RecordGrant, RecordRef
from klientel.work.actions import place
from klientel.work.actions.dependency import wait_for, wait_no_longer
from klientel.work.actions.item import complete
from klientel.work.tests.items import add, member, read, sees
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def account_of_team(firm: Firm, team: str) -> str:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    share(firm.olga, "account", account.pk, privacy="team", team_id=firm.teams[team].pk)
    return str(account.pk)


def test_work_for_an_account_is_seen_by_whoever_sees_that(firm: Firm) -> None:
    item = add(firm, account=account_of_team(firm, "web"))
    assert sees(firm, "wim", item) == {True}
    assert sees(firm, "bea", item) == {False}
    with pytest.raises(NotFound):
        complete(firm.actor("bea"), item.pk)


def test_work_for_nobody_is_seen_by_everybody_until_it_is_kept_to_some(firm: Firm) -> None:
    item = add(firm)
    assert sees(firm, "bea", item) == {True}
    share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    assert sees(firm, "bea", item) == {False}
    assert sees(firm, "wim", item) == {True}
    assert list(differences(firm.workspace)) == []


def test_who_sees_work_for_an_account_is_decided_there(firm: Firm) -> None:
    item = add(firm, account=account_of_team(firm, "web"))
    with pytest.raises(Refused):
        share(firm.olga, "work", item.pk, privacy="everyone")
    assert firm.client().get(f"/werft/work/{item.ref}/share").status_code == 404


def test_work_changes_its_circle_with_its_account(firm: Firm) -> None:
    item = add(firm)
    actions.change(firm.olga, "work", item.pk, {"account": account_of_team(firm, "web")})
    assert sees(firm, "bea", item) == {False}
    actions.change(firm.olga, "work", item.pk, {"account": ""})
    assert sees(firm, "bea", item) == {True}
    assert list(differences(firm.workspace)) == []


def test_work_of_a_deleted_account_is_gone_with_it(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    item = add(firm, account=str(account.pk))
    actions.trash(firm.olga, "account", account.pk)
    assert sees(firm, "olga", item) == {False}
    actions.restore(firm.olga, "account", account.pk)
    assert sees(firm, "olga", item) == {True}


def test_who_was_asked_to_work_on_something_kept_to_some_sees_it(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="named")
    assert sees(firm, "wim", item) == {False}
    given = [member(firm, "olga"), member(firm, "wim")]
    actions.change(firm.olga, "work", item.pk, {"assignees": given})
    assert sees(firm, "wim", item) == {True}
    assert sees(firm, "bea", item) == {False}


def test_nobody_is_asked_to_work_on_what_is_not_for_their_eyes(firm: Firm) -> None:
    account = account_of_team(firm, "web")
    with pytest.raises(Refused) as refusal:
        add(firm, account=account, assignees=[member(firm, "bea")])
    assert "Bea" in refusal.value.text()
    assert add(firm, account=account, assignees=[member(firm, "wim")]).owner_id


def test_merging_accounts_takes_their_work_along(firm: Firm) -> None:
    from klientel.records.actions.merge import merge

    one, other = (actions.create(firm.olga, "account", {"name": name}) for name in ("One", "Two"))
    item = add(firm, account=str(other.pk))
    merge(firm.olga, "account", one.pk, [other.pk])
    assert read(firm, item).account_id == one.pk
    assert RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=item.pk).account_id == one.pk
    assert list(differences(firm.workspace)) == []


def test_an_account_shows_its_open_work_and_hides_what_is_finished(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    add(firm, "Brochure", account=str(account.pk))
    done = add(firm, "Leaflet", account=str(account.pk))
    complete(firm.olga, done)
    text = firm.client().get(f"/werft/accounts/{account.ref}/work").content.decode()
    panel = text[text.index('id="work"') :]
    assert "Brochure" in panel
    assert "Leaflet" not in panel


def test_finished_work_is_a_change_among_others_on_the_timeline(firm: Firm) -> None:
    """A milestone is what an account has become, not each of the things that were done for it."""
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    complete(firm.olga, add(firm, "Leaflet", kind="order", account=str(account.pk)))
    text = firm.client().get(f"/werft/accounts/{account.ref}/timeline").content.decode()
    assert "Leaflet" in text
    assert "entry-milestone" not in text


def test_a_card_on_a_phone_says_whom_it_is_for(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    add(firm, "Leaflet", account=str(account.pk), due="2030-01-01")
    text = firm.client().get("/werft/work?category=open,active").content.decode()
    cell = re.search(r'<td class="on-phone"[^>]*data-label="For"[^>]*>.*?</td>', text)
    assert cell is not None
    assert "Nord Media" in cell[0]
    assert re.search(r'<td class="is-date on-phone"', text)


def test_what_happened_stands_in_the_history_of_the_item(firm: Firm) -> None:
    item = add(firm)
    complete(firm.olga, item)
    told = [event.verb for event in history_of(firm.olga, item.pk).rows]
    assert told == ["work.completed", "work.created"]


def test_a_part_and_a_copy_of_what_is_kept_to_some_are_kept_to_the_same(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="named", member_ids=[firm.members["wim"].pk])
    part = place.add_part(firm.actor("wim"), item, title="Secret part", key=str(uuid7()))
    copy = place.duplicate(firm.actor("wim"), read(firm, item), title="Secret copy")
    below = add(firm, "Below", "wim", parent=str(part.pk))
    for one in (part, copy, below):
        assert read(firm, one).privacy == "named"
        assert [sees(firm, name, one) for name in ("olga", "wim")] == [{True}, {True}]
        assert [sees(firm, name, one) for name in ("lena", "bea")] == [{False}, {False}]
    assert list(differences(firm.workspace)) == []


def test_a_part_and_a_copy_of_what_a_team_sees_are_seen_by_the_team(firm: Firm) -> None:
    item = add(firm, assignees=[member(firm, "bea")])
    share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    part = place.add_part(firm.actor("bea"), item, title="Part of the team's")
    copy = place.duplicate(firm.actor("bea"), read(firm, item), title="Copy of the team's")
    for one in (part, copy):
        assert [sees(firm, name, one) for name in ("wim", "bea")] == [{True}, {True}]
        assert sees(firm, "sam", one) == {False}


def test_who_sees_a_part_for_an_account_is_decided_there(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="named")
    account = actions.create(firm.olga, "account", {"name": "Nord Media"})
    part = add(firm, "For all", parent=str(item.pk), account=str(account.pk))
    assert sees(firm, "bea", part) == {True}
    assert (
        not RecordGrant.objects.in_workspace(firm.workspace.pk).filter(record_id=part.pk).exists()
    )


def test_the_history_names_what_an_item_waits_for_to_those_who_see_that(firm: Firm) -> None:
    item, secret = add(firm), add(firm, "Layoffs")
    share(firm.olga, "work", secret.pk, privacy="named")
    wait_for(firm.olga, item, other=str(secret.pk))
    wait_no_longer(firm.olga, item, other=str(secret.pk))
    pages = {
        name: firm.client(name).get(f"/werft/work/{item.ref}/history").content.decode()
        for name in ("olga", "bea")
    }
    assert "depend on Layoffs" in pages["olga"]
    assert "depend on …" in pages["bea"]
    assert not any(word in pages["bea"] for word in ("Layoffs", str(secret.pk)))


def test_the_timeline_of_an_account_can_be_narrowed_to_its_work(
    firm: Firm, other_firm: Firm
) -> None:
    nord = actions.create(firm.olga, "account", {"name": "Nord"})
    run(firm.olga, "interaction.log", nord, kind="call", body="Budget")
    complete(firm.olga, add(firm, "Relaunch", account=str(nord.pk)))

    def told(show: str) -> str:
        address = f"/werft/accounts/{nord.pk}/timeline?show={show}"
        page = firm.client().get(address).content.decode()
        return page[page.index("show=system") :]

    assert "Budget" in told("all")
    assert "Relaunch" in told("work")
    assert "Budget" not in told("work")
    assert "Budget" in told("nonsense")
    foreign = f"/werft/accounts/{nord.pk}/timeline?show=work"
    assert other_firm.client("fremd").get(foreign).status_code == 404
