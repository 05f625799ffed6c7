"""Who sees accounts: nobody acts themselves out of sight, and what is told of it is true."""

from __future__ import annotations

import itertools

import pytest

from klientel.crm.actions.account import promote
from klientel.crm.models import Account
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.visibility import is_seen
from klientel.workspaces.policy import Privacy, Role
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
LOST = "Afterwards you could not see this record any more"


def account_of(firm: Firm, relationship: str, **more: str) -> Account:
    values = {"name": "Ott", "relationship": relationship, **more}
    return Account.objects.visible_to(firm.olga).get(
        pk=actions.create(firm.olga, "account", values).pk
    )


def test_support_is_not_offered_to_promote_and_is_refused_before_anything_is_written(
    firm: Firm,
) -> None:
    account = account_of(firm, "customer")
    browser = firm.client("sam")
    page = f"/werft/accounts/{account.pk}"
    for path in (page, f"{page}/menu"):
        assert "account.promote" not in browser.get(path).content.decode()
    answers = (browser.get(f"{page}/actions/promote"), browser.post(f"{page}/actions/promote", {}))
    for answer in answers:
        assert answer.status_code == 403
    with pytest.raises(Refused):
        actions.change(firm.actor("sam"), "account", account.pk, {"relationship": "client"})
    account.refresh_from_db()
    assert account.relationship == "customer"
    assert browser.get(page).status_code == 200


def test_support_is_offered_no_client_and_adds_none(firm: Firm) -> None:
    browser = firm.client("sam")
    for more in ({}, HTMX):
        form = browser.get("/werft/accounts/new", **more).content.decode()
        assert 'value="customer"' in form
        assert 'value="client"' not in form
    given = {
        "name": "Ott",
        "relationship": "client",
        "token": "018f0000-0000-7000-8000-000000000001",
    }
    answer = browser.post("/werft/accounts/new", given)
    assert answer.status_code == 403
    assert not Account.objects.visible_to(firm.olga).exists()
    assert 'value="client"' in firm.client("wim").get("/werft/accounts/new").content.decode()


def test_a_member_does_not_promote_what_is_of_another_team(firm: Firm) -> None:
    account = account_of(firm, "customer", owner="Olga")
    web = firm.teams["web"].pk
    actions.share(firm.olga, "account", account.pk, privacy="team", team_id=web)
    actions.share(firm.olga, "account", account.pk, privacy="everyone")
    with pytest.raises(Refused, match=LOST):
        promote(firm.actor("bea"), account.pk, manager=firm.members["olga"].pk)
    assert promote(firm.actor("wim"), account.pk).is_client


def test_nobody_shares_a_record_out_of_their_own_sight(firm: Firm) -> None:
    account = account_of(firm, "customer")
    browser, path = firm.client("wim"), f"/werft/accounts/{account.pk}/share"
    form = browser.get(path).content.decode()
    theirs, ours = str(firm.teams["beratung"].pk), str(firm.teams["web"].pk)
    assert ours in form
    assert theirs not in form
    answer = browser.post(path, {"privacy": "team", "team": theirs})
    assert answer.status_code == 422
    assert LOST in answer.content.decode()
    assert browser.post(path, {"privacy": "team", "team": ours}).status_code == 303


def test_the_rule_for_one_record_is_the_rule_for_all(firm: Firm) -> None:
    made = account_of(firm, "customer")
    web, wim = firm.teams["web"].pk, firm.members["wim"].pk
    for privacy, sphere, team, owner in itertools.product(
        Privacy.values, ("client", "customer", "general"), (None, web), (None, wim)
    ):
        columns = {"privacy": privacy, "sphere": sphere, "team_id": team, "owner_id": owner}
        Account.objects.in_workspace(firm.workspace.pk).update(**columns)
        for name in firm.members:
            actor = firm.actor(name)
            found = Account.objects.visible_to(actor).filter(pk=made.pk).exists()
            assert is_seen(actor, **columns) is found, (name, columns)


@pytest.mark.parametrize("relationship", ["client", "customer", "prospect"])
@pytest.mark.parametrize(
    ("privacy", "team"),
    [("everyone", ""), ("everyone", "web"), ("team", "web"), ("named", ""), ("named", "web")],
)
def test_the_sentences_name_the_roles_that_truly_see_it(
    firm: Firm, relationship: str, privacy: str, team: str
) -> None:
    account = account_of(firm, relationship)
    seat = firm.teams[team].pk if team else None
    actions.share(firm.olga, "account", account.pk, privacy=privacy, team_id=seat)
    text = firm.client().get(f"/werft/accounts/{account.ref}-ott").content.decode()
    panel = text[text.index("Who may see this") :]
    told = panel[: panel.index("</section>")]
    everyone = _listed(told, "Everyone with the role: ")
    in_team = _listed(told, "Only in the team Web: ")
    nobody = _listed(told, "Not: ")
    for name, member in firm.members.items():
        label = str(Role(member.role).label)
        sees = Account.objects.visible_to(firm.actor(name)).filter(pk=account.pk).exists()
        assert [label in everyone, label in in_team, label in nobody].count(True) == 1
        named = name == "olga"
        assert sees is (label in everyone or (label in in_team and name == "wim") or named), name


def _listed(told: str, begin: str) -> list[str]:
    rest = told.partition(begin)[2].partition("</p>")[0]
    return rest.split(", ") if rest else []


def test_the_role_table_tells_how_far_each_role_sees_clients(firm: Firm) -> None:
    text = firm.client().get("/werft/settings/team").content.decode()
    row = text[text.index(">See clients<") :].partition("</tr>")[0]
    assert [("check" in cell, "own team" in cell) for cell in row.split("<td")[1:]] == [
        (True, False), (True, False), (False, True), (False, False), (True, False)
    ]  # fmt: skip


def test_whoever_names_people_names_themselves_too(firm: Firm) -> None:
    account = account_of(firm, "customer", owner=str(firm.members["olga"].pk))
    lena = firm.actor("lena")
    assert not lena.has_grants
    actions.share(lena, "account", account.pk, privacy="named", member_ids=[])
    assert Account.objects.visible_to(firm.actor("lena")).filter(pk=account.pk).exists()
