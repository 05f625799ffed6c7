"""What is exported and imported again is what it was."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klientel.integrations.tests.files import imported
from klientel.kit.tables import Dialect, write_rows
from klientel.kit.text import clean_line
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

FIELDS = ("name", "harbour", "rig", "length", "launched_on", "is_afloat")
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=40)
LINES = WORDS.map(lambda text: clean_line(text, 200))
BOATS = st.fixed_dictionaries(
    {
        "name": LINES.filter(bool),
        "harbour": LINES,
        "rig": st.sampled_from(["", "sloop", "ketch"]),
        "length": st.none() | st.decimals(-999, 9999, places=2),
        "launched_on": st.none() | st.dates(date(1970, 1, 1), date(2060, 1, 1)),
        "is_afloat": st.booleans(),
    }
)


def values_of(boat: Boat) -> dict[str, Any]:
    return {name: getattr(boat, name) for name in FIELDS}


@pytest.mark.parametrize("language", ["de", "en"])
@given(boats=st.lists(BOATS, min_size=1, max_size=6, unique_by=lambda one: one["name"].casefold()))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_import_of_an_export_gives_the_same(
    firm: Firm, language: str, boats: list[dict[str, Any]]
) -> None:
    record_type = record_types.get("boat")
    for old in Boat.objects.visible_to(firm.olga):
        actions.trash(firm.olga, "boat", old.pk)
    made = actions.create_many(firm.olga, "boat", [Draft(one) for one in boats])
    before = sorted((values_of(one) for one in made), key=lambda one: one["name"])
    reading = reading_for(firm.workspace, language=language)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "boats.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [
                [record_type.field(name).export(getattr(one, name), reading) for name in FIELDS]
                for one in made
            ]
            write_rows(file, FIELDS, rows, Dialect(separator=";"))
        actions.trash_many(firm.olga, "boat", [one.pk for one in made])
        run = imported(firm.olga, path, match_on=("name",))
    assert run.counts["errors"] == 0, [rows]
    after = [values_of(one) for one in Boat.objects.visible_to(firm.olga)]
    assert sorted(after, key=lambda one: one["name"]) == before
