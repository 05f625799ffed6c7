"""Choosing who may see a record on its page."""

from __future__ import annotations

import pytest

from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.types import record_types
from tests.cast import Firm


def boat(firm: Firm) -> object:
    return create_many(firm.olga, "boat", [Draft({"name": "Möwe", "owner": "Wim"})])[0]


def test_named_people_a_team_and_everyone(firm: Firm) -> None:
    made, browser = boat(firm), firm.client()
    path, own = f"/werft/boats/{made.pk}/share", f"/werft/boats/{made.pk}"
    assert 'value="everyone" checked' in browser.get(path).content.decode()
    lena, web = str(firm.members["lena"].pk), str(firm.teams["web"].pk)
    answer = browser.post(path, {"privacy": "named", "members": [lena], "team": web})
    assert answer.status_code == 303
    seen = {name: firm.client(name).get(own).status_code for name in ("lena", "wim", "bea")}
    assert seen == {"lena": 200, "wim": 200, "bea": 404}
    text = browser.get(path).content.decode()
    assert f'value="{lena}" checked' in text
    browser.post(path, {"privacy": "team", "team": str(firm.teams["beratung"].pk)})
    assert firm.client("bea").get(own).status_code == 200
    browser.post(path, {"privacy": "everyone"})
    assert firm.client("sam").get(own).status_code == 200


@pytest.mark.parametrize("given", [{"privacy": "team"}, {"privacy": "strange"}, {}])
def test_a_wrong_choice_says_why_and_changes_nothing(firm: Firm, given: dict[str, str]) -> None:
    made = boat(firm)
    answer = firm.client().post(f"/werft/boats/{made.pk}/share", given)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    kept = record_types.get("boat").model.objects.visible_to(firm.olga).get(pk=made.pk)
    assert kept.privacy == "everyone"


def test_only_who_may_share_and_only_ones_own_firm(firm: Firm, other_firm: Firm) -> None:
    made = boat(firm)
    path = f"/werft/boats/{made.pk}/share"
    assert firm.client("sam").get(path).status_code == 403
    assert other_firm.client("fremd").get(path).status_code == 404
    assert other_firm.client("fremd").get(f"/fremd/boats/{made.pk}/share").status_code == 404
    foreign = {"privacy": "named", "members": [str(next(iter(other_firm.members.values())).pk)]}
    assert firm.client().post(path, foreign).status_code == 422


def test_the_account_page_leads_there_and_a_contact_follows_its_account(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "relationship": "client"})
    contact = actions.create(firm.olga, "contact", {"last_name": "F", "account": account.pk})
    page = f"/werft/accounts/{account.ref}-ott"
    assert f'href="{page}/share"' in firm.client().get(page).content.decode()
    assert "/share" not in firm.client("bodo").get(page).content.decode()
    assert firm.client().get(f"/werft/contacts/{contact.pk}/share").status_code == 404
