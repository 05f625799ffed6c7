"""Every record type can be written by the names in the catalogue, and no menu offers that."""

from __future__ import annotations

import pytest

from klientel.kit.refused import Forbidden, Invalid, NotFound
from klientel.records.actions import actions, run
from klientel.records.types import record_types
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def test_a_program_writes_a_boat_by_name(firm: Firm) -> None:
    boat = run(firm.olga, "boat.create", name="Möwe", harbour="Kiel")
    run(firm.olga, "boat.change", boat.ref, harbour="Husum")
    found = Boat.objects.visible_to(firm.olga).get()
    assert (found.name, found.harbour) == ("Möwe", "Husum")
    run(firm.olga, "boat.trash", boat.ref)
    with pytest.raises(NotFound):
        run(firm.olga, "boat.trash", boat.pk)
    run(firm.olga, "boat.restore", boat.pk)
    assert Boat.objects.visible_to(firm.olga).exists()


def test_it_may_do_no_more_than_a_page(firm: Firm) -> None:
    with pytest.raises(Invalid):
        run(firm.olga, "boat.create", harbour="Kiel")
    with pytest.raises(Invalid):
        run(firm.olga, "account.create", name="Ott", sphere="client")
    account = run(firm.olga, "account.create", name="Ott", relationship="customer")
    with pytest.raises(Invalid):
        run(firm.olga, "account.change", account.pk, relationship="client")
    with pytest.raises(Forbidden):
        run(firm.actor("sam"), "account.trash", account.pk)


def test_every_type_has_the_four_and_no_menu_shows_them(firm: Firm) -> None:
    for record_type in record_types:
        for what in ("create", "change", "trash", "restore"):
            assert actions.get(f"{record_type.name}.{what}").hidden
    boat = run(firm.olga, "boat.create", name="Möwe")
    browser = firm.client()
    for path in ("menu", ""):
        text = browser.get(f"/werft/boats/{boat.pk}/{path}".rstrip("/")).content.decode()
        assert "/actions/boat." not in text
    assert browser.get(f"/werft/boats/{boat.pk}/actions/boat.trash").status_code == 404
