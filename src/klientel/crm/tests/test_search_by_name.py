"""Who is looked for by name is found, however many notes mention the name."""

from __future__ import annotations

import pytest

from klientel.crm.actions.interaction import log
from klientel.records import actions
from klientel.views.search import search
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_notes_about_somebody_do_not_hide_whom_they_mention(firm: Firm) -> None:
    values = {"name": "Autohaus Weber", "relationship": "client"}
    account = actions.create(firm.olga, "account", values)
    person = {"first_name": "Till", "last_name": "Weber", "account": account.pk}
    actions.create(firm.olga, "contact", person)
    for number in range(14):
        log(firm.olga, account, kind="note", body=f"Weber wünscht Variante {number}")
    hits = search(firm.olga, "weber", limit=12, most_texts=3)
    kinds = [hit.type for hit in hits]
    assert {hit.title for hit in hits[:2]} == {"Autohaus Weber", "Till Weber"}
    assert kinds[2:] == ["interaction"] * 3
    assert len(search(firm.olga, "weber", limit=12)) == 12
    assert len(search(firm.olga, "weber", ["interaction"], limit=12, most_texts=3)) == 12
    palette = firm.client().get("/werft/palette?q=weber").content.decode()
    assert palette.index("Till <mark>Weber") < palette.index("Variante")
    assert palette.count("Variante") == 3
