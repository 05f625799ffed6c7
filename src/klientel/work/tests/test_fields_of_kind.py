"""A kind's own fields: added on its page, shown on it alone."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.own_field import add_field
from klientel.records.models import FieldDefinition
from klientel.work.tests.items import add, many
from tests.cast import Firm

pytestmark = pytest.mark.django_db

PAGE = "/werft/settings/work/order"


def test_a_field_added_on_the_page_of_a_kind_is_on_that_kind_alone(firm: Firm) -> None:
    browser = firm.client()
    page = browser.get(PAGE).content.decode()
    assert "shown on this kind only" in page
    new = unescape(re.findall(r'href="([^"]+fields/[^"]*new[^"]*)"', page)[0])
    kinds = browser.get(new).content.decode()
    to = next(unescape(one) for one in re.findall(r'href="([^"]+)"', kinds) if "kind=text" in one)
    form = browser.get(to).content.decode()
    hidden = {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    assert json.loads(hidden["shown"]) == ["and", ["kind", "any", "order"]]
    given = {"kind": "text", "label": "Hull number", "shown": hidden["shown"], "key": str(uuid7())}
    assert browser.post(new.partition("?")[0], given).status_code in (302, 303)
    browser.post(new.partition("?")[0], given)
    assert FieldDefinition.objects.in_workspace(firm.workspace.pk).count() == 1
    assert "Hull number" in browser.get(PAGE).content.decode()
    assert "Hull number" not in browser.get("/werft/settings/work/task").content.decode()
    firm.workspace.refresh_from_db()
    name = FieldDefinition.objects.in_workspace(firm.workspace.pk).get().name
    item = add(firm, kind="order", **{name: "HN 47"})
    here = f"/werft/work/{item.ref}"
    assert "HN 47" in browser.get(here, follow=True).content.decode()
    many(firm, [item], field="kind", value="task")
    as_task = browser.get(here, follow=True).content.decode()
    assert item.title in as_task
    assert "HN 47" not in as_task


@pytest.mark.parametrize("shown", ["nonsense", '["and",["nothing","any","order"]]'])
def test_a_field_is_not_added_with_a_condition_that_cannot_be(firm: Firm, shown: str) -> None:
    with pytest.raises(Refused):
        add_field(firm.olga, type="work", kind="text", label="Hull", shown=shown)
    assert not FieldDefinition.objects.in_workspace(firm.workspace.pk).exists()
    given = {"kind": "text", "label": "Hull", "shown": shown, "key": str(uuid7())}
    assert firm.client().post("/werft/settings/fields/work/new", given).status_code == 422


def test_who_may_set_no_fields_is_offered_none(firm: Firm) -> None:
    assert firm.client("wim").get(PAGE).status_code == 403
