"""The log is narrowed by person, matter and days, and saved as a file that says the same."""

import datetime as dt

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.share import share

pytestmark = pytest.mark.django_db
FILE = "/werft/settings/log.csv"


def lines(page, query=""):
    answer = page.post(f"{FILE}{query}")
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig").splitlines()


def test_the_file_says_what_the_page_says(firm):
    actions.create(firm.actor("wim"), "boat", {"name": "Anna"})
    found = lines(firm.client())
    assert found[0] == "When;Who;What;By way of"
    assert any("Anna" in line and "Wim" in line for line in found)
    assert firm.client().post(FILE).headers["Content-Disposition"].startswith("attachment")


def test_the_filters_narrow_the_file(firm):
    actions.create(firm.actor("wim"), "boat", {"name": "Anna"})
    actions.create(firm.actor("bea"), "boat", {"name": "Berta"})
    page = firm.client()
    page.get("/werft/settings")
    text = "\n".join(lines(page, f"?who={firm.members['bea'].pk}&what=boat"))
    assert "Berta" in text
    assert "Anna" not in text
    tomorrow = (clock.today("Europe/Berlin") + dt.timedelta(days=1)).isoformat()
    assert len(lines(page, f"?since={tomorrow}")) == 1
    yesterday = (clock.today("Europe/Berlin") - dt.timedelta(days=1)).isoformat()
    assert len(lines(page, f"?until={yesterday}")) == 1


def test_a_formula_stays_text(firm):
    actions.create(firm.olga, "boat", {"name": "=1+1"})
    text = "\n".join(lines(firm.client()))
    assert ";=1" not in text


def test_what_a_lead_may_not_know_of_is_not_in_their_file(firm):
    boat = actions.create(firm.olga, "boat", {"name": "Geheim"})
    share(firm.olga, "boat", boat.pk, privacy="named")
    assert "Geheim" not in "\n".join(lines(firm.client("lena")))
    assert "Geheim" in "\n".join(lines(firm.client()))


def test_saving_it_is_noted_and_asks_for_proof(firm):
    assert firm.client(is_fresh=False).post(FILE).status_code == 428
    assert firm.client("wim", is_fresh=False).post(FILE).status_code == 403
    lines(firm.client())
    events = Event.objects.in_workspace(firm.workspace.pk)
    assert events.filter(verb="workspace.log_exported").count() == 1


@pytest.mark.parametrize("query", ["?since=neulich", "?who=x", "?until=%00", "?before=x"])
def test_odd_filters_are_said_on_the_page_and_break_nothing(firm, query):
    assert firm.client().get(f"/werft/settings/log{query}").status_code == 200
    assert firm.client().post(f"{FILE}{query}").status_code == 200
