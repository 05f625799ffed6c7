"""The settings of own fields: added, described, put in order, deleted, restored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from klientel.kit import clock
from klientel.records.models import FieldDefinition
from klientel.team.sections import sections_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def fields(firm: Firm) -> list[FieldDefinition]:
    return list(FieldDefinition.objects.visible_to(firm.olga).order_by("place"))


def here(firm: Firm, *more: object) -> str:
    return "/".join([f"/{firm.slug}/settings/fields/boats", *map(str, more)])


def added(firm: Firm, label: str, kind: str = "text", **typed: str) -> FieldDefinition:
    asked = {"kind": kind, "label": label, "is_required": "0", **typed}
    answer = firm.client("lena").post(here(firm, "new"), asked)
    assert answer.status_code == 303, answer.content.decode()
    return fields(firm)[-1]


def test_a_field_is_added_and_told_in_the_list(firm: Firm) -> None:
    added(firm, "Region", "choice", choices="North\nSouth")
    page = firm.client("olga").get(here(firm)).content.decode()
    assert "Region" in page
    assert "Choice" in page
    assert "1 field" in firm.client("olga").get(f"/{firm.slug}/settings/fields").content.decode()


def test_no_two_pages_of_the_settings_share_a_place(firm: Firm) -> None:
    places = [one.order for one in sections_for(firm.olga)]
    assert {54, 55} <= set(places)
    assert len(set(places)) == len(places)


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(firm: Firm) -> None:
    answer = firm.client("olga").post(
        here(firm, "new"), {"kind": "choice", "label": "Region", "is_required": "0"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "At least one option is needed." in page
    assert 'value="Region"' in page
    assert fields(firm) == []


def test_a_field_is_described_anew_and_its_options_are_kept_by_value(firm: Firm) -> None:
    made = added(firm, "Region", "choice", choices="North\nSouth")
    browser = firm.client("olga")
    typed = {"do": "describe", "label": "Area", "is_required": "1", "preset": "North"}
    assert browser.post(here(firm, made.pk), typed).status_code == 303
    typed = {
        "do": "choices", "value": ["o2", "o1"], "label": ["South", ""], "colour": ["red", "grey"],
        "more": "West\n",
    }  # fmt: skip
    assert browser.post(here(firm, made.pk), typed).status_code == 303
    (said,) = fields(firm)
    # what is offered no more is no value of new records either
    assert (said.label, said.is_required, said.preset) == ("Area", True, None)
    kept = [
        (one["value"], one["label"], bool(one.get("is_gone"))) for one in said.options["choices"]
    ]
    assert kept == [("o2", "South", False), ("o3", "West", False), ("o1", "North", True)]


def test_fields_are_put_in_order_deleted_and_restored(firm: Firm) -> None:
    first, second = added(firm, "One"), added(firm, "Two")
    browser = firm.client("olga")
    assert 'data-order-of="fields"' in browser.get(here(firm)).content.decode()
    answer = browser.post(here(firm, "order"), {"fields": "own_two,own_one", "quiet": "1"})
    assert answer.status_code == 204
    assert [one.pk for one in fields(firm)] == [second.pk, first.pk]
    assert browser.post(here(firm, first.pk), {"do": "delete"}).status_code == 303
    assert "with all values until" in browser.get(here(firm)).content.decode()
    assert browser.get(here(firm, first.pk)).status_code == 404
    assert browser.post(here(firm, first.pk, "restore")).status_code == 303
    assert all(one.trashed_at is None for one in fields(firm))


def test_a_field_that_was_deleted_a_month_ago_is_offered_no_more_and_its_address_says_why(
    firm: Firm,
) -> None:
    made = added(firm, "Region")
    browser = firm.client("olga")
    browser.post(here(firm, made.pk), {"do": "delete"})
    month_ago = clock.now() - timedelta(days=31)
    FieldDefinition.objects.visible_to(firm.olga).update(trashed_at=month_ago)
    assert "with all values until" not in browser.get(here(firm)).content.decode()
    refused = browser.post(here(firm, made.pk, "restore"))
    assert refused.status_code == 422
    assert "A deleted field can be restored for 30 days." in refused.content.decode()


def test_the_form_of_a_new_record_insists_on_what_must_be_filled(firm: Firm) -> None:
    added(firm, "Region", is_required="1")
    browser = firm.client("olga")
    new = f"/{firm.slug}/boats/new"
    refused = browser.post(new, {"name": "Adler", "own_region": ""})
    assert refused.status_code == 422
    assert browser.post(new, {"name": "Adler", "own_region": "Süd"}).status_code == 303


@pytest.mark.parametrize("kind", ["rollup", "lookup"])
def test_what_reads_linked_records_offers_a_relation_where_there_is_none(
    firm: Firm, kind: str
) -> None:
    browser = firm.client("olga")
    page = browser.get(here(firm, f"new?kind={kind}")).content.decode()
    assert "Add a relation first:" in page
    assert f'href="{here(firm, "new")}?kind=relation"' in page
    assert 'name="what"' not in page
    added(firm, "Charterer", "relation", to="account", back_label="Boats")
    page = browser.get(here(firm, f"new?kind={kind}")).content.decode()
    assert "Add a relation first:" not in page
    assert 'name="what"' in page
