"""What a row writes when it is saved: what differs from what the database gave last."""

from __future__ import annotations

from klientel.workspaces.models import Member
from tests.cast import Firm


def test_a_row_read_anew_is_written_where_it_differs_from_that(firm: Firm) -> None:
    wim = firm.members["wim"]
    members = Member.objects.in_workspace(firm.workspace.pk).filter(pk=wim.pk)
    members.update(name="Somebody")
    wim.refresh_from_db()
    wim.name = "Wim"
    wim.save()
    assert members.get().name == "Wim"


def test_reading_one_column_anew_forgets_no_change_of_another(firm: Firm) -> None:
    wim = firm.members["wim"]
    wim.name = "Willem"
    wim.refresh_from_db(fields=["role"])
    assert wim.changed_columns() == ["name"]
