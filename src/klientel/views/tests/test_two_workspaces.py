"""Somebody who works in two firms: a way from one to the other, and never both at once."""

from __future__ import annotations

from klientel.records import actions
from klientel.workspaces.models import Member
from tests.cast import Firm


def test_the_sidebar_leads_to_the_other_firm_and_the_palette_stays_in_one(
    firm: Firm, other_firm: Firm
) -> None:
    olga = firm.members["olga"].user
    Member(workspace=other_firm.workspace, user=olga, name="Olga", role="lead").save()
    here = actions.create(firm.olga, "account", {"name": "Sommer Bau"})
    there = actions.create(other_firm.actor("fremd"), "account", {"name": "Sommer Optik"})
    browser = firm.client()
    text = browser.get("/werft/accounts").content.decode()
    assert 'aria-checked="true" href="/werft/"' in text
    assert 'aria-checked="false" href="/fremd/"' in text
    assert browser.get("/fremd/accounts").status_code == 200
    for slug, mine, foreign in (("werft", here, there), ("fremd", there, here)):
        found = browser.get(f"/{slug}/palette?q=sommer").content.decode()
        assert f"hit-{mine.pk}" in found
        assert f"hit-{foreign.pk}" not in found
        on_page = {"HTTP_HX_CURRENT_URL": f"http://testserver/{slug}/accounts/{foreign.pk}"}
        assert "/actions/" not in browser.get(f"/{slug}/palette", **on_page).content.decode()
