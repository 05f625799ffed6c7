"""What steps are given: typed, taken from somewhere, reckoned, or told with placeholders."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from klientel.automations.checking import about_type
from klientel.automations.placeholders import Place, filled, settled_text
from klientel.automations.scene import Scene
from klientel.automations.values import days_from, resolved, said, settled_value, sources_for
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.fields import DayField, LongTextField, MemberField, NumberField, TextField
from klientel.records.reading import reading_for
from klientel.workspaces.models import Absence
from tests.cast import Firm

pytestmark = pytest.mark.django_db
TEXT = TextField(name="title", label="Title", max_length=60)
LINES = LongTextField(name="text", label="Text")


@pytest.fixture
def scene(firm: Firm) -> Scene:
    account = actions.create(
        firm.olga,
        "account",
        {"name": "Nord {{ firm.name }}", "relationship": "client", "city": "Kiel\nHafen",
         "owner": str(firm.members["wim"].pk)},
    )  # fmt: skip
    item = actions.create(
        firm.olga,
        "work",
        {"title": "Relaunch", "kind": "order", "account": str(account.pk), "estimate_hours": "4",
         "owner": str(firm.members["bea"].pk), "due": "2026-12-04"},
    )  # fmt: skip
    reading = reading_for(firm.workspace)
    return Scene(firm.olga, reading, about_type("work", reading), item)


def place(scene: Scene, **more: Any) -> Place:
    return Place(scene.about, scene.reading, **more)


def test_placeholders_are_filled_with_plain_values(scene: Scene):
    text = "{{ record.title }} für {{account.name}}, {{ firm.name }}"
    made = filled(settled_text(text, place(scene)), scene)
    assert made == "Relaunch für Nord {{ firm.name }}, Werft"


def test_what_a_value_holds_is_never_read_as_a_placeholder(scene: Scene):
    assert "Werft" not in filled("{{ account.name }}", scene)


def test_a_line_has_no_line_breaks_whatever_its_values_hold(scene: Scene):
    scene.facts = {"payload": {"subject": "A\r\nBcc: everybody@evil.example\x00\n\nB"}}
    made = filled("Betreff {{ hook.subject }}", scene, is_line=True)
    assert "\n" not in made
    assert "\r" not in made
    assert made.startswith("Betreff A Bcc")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ record.__class__ }}",
        "{{ record.workspace.members }}",
        "{{ settings.SECRET_KEY }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ account.name | safe }}",
        "{{ hook.password }}",
        "{{ {{ account.name }} }}",
        "{{ account.name",
        "{{}}",
    ],
)
def test_an_unknown_placeholder_is_refused_with_those_that_are_known(scene: Scene, attack: str):
    with pytest.raises(Refused):
        settled_text(attack, place(scene))


def test_a_refused_placeholder_names_some_that_are_known(scene: Scene):
    with pytest.raises(Refused) as caught:
        settled_text("{{ account.nme }}", place(scene))
    assert "account.name" in caught.value.text()


def test_other_templates_are_plain_text(scene: Scene):
    text = "{% include 'x' %} ${7*7} <%= 1 %> #{1}"
    assert filled(settled_text(text, place(scene)), scene) == text


def test_the_payload_of_a_webhook_can_be_named_where_one_starts_the_rule(scene: Scene):
    scene.facts = {"payload": {"customer": {"email": "a@b.example"}, "list": [1], "ok": True}}
    text = settled_text("{{ hook.customer.email }}/{{ hook.list }}/{{ hook.gone.deep }}",
                        place(scene, has_hook=True))  # fmt: skip
    assert filled(text, scene) == "a@b.example//"


def test_a_text_too_long_for_its_field_is_cut(scene: Scene):
    short = TextField(name="t", label="T", max_length=5)
    assert resolved(scene, short, "{{ record.title }}") == "Rela…"


def test_people_are_taken_from_where_they_are(firm: Firm, scene: Scene):
    person = MemberField(name="owner", label="Owner")
    names = {one.name for one in sources_for(person, place(scene))}
    assert {"owner", "deputy", "actor", "me", "account.field:owner"} <= names
    wim, bea = firm.members["wim"].pk, firm.members["bea"].pk
    assert resolved(scene, person, {"from": "owner"}) == bea
    assert resolved(scene, person, {"from": "account.field:owner"}) == wim
    scene.event = Event(member_id=wim)
    assert resolved(scene, person, {"from": "actor"}) == wim


def test_a_deputy_stands_in_only_while_somebody_is_away(firm: Firm, scene: Scene):
    person = MemberField(name="owner", label="Owner")
    bea, sam = firm.members["bea"], firm.members["sam"]
    assert resolved(scene, person, {"from": "deputy"}) == bea.pk
    today = clock.today("Europe/Berlin")
    Absence.objects.create(
        workspace=firm.workspace, member=bea, deputy=sam, from_on=today, until_on=today
    )
    firm.workspace.touch_directory()
    scene.reading = reading_for(firm.workspace)
    assert resolved(scene, person, {"from": "deputy"}) == sam.pk


def test_days_are_counted_from_today_or_from_a_field(scene: Scene):
    day = DayField(name="due_on", label="Due")
    with clock.fixed(datetime(2026, 11, 27, 9, tzinfo=UTC)):
        scene.reading = reading_for(scene.reading.workspace)
        assert resolved(scene, day, {"from": "today", "days": 3}) == date(2026, 11, 30)
        working = {"from": "today", "days": 3, "working": True}
        assert resolved(scene, day, working) == date(2026, 12, 2)
    assert resolved(scene, day, {"from": "field:due", "days": -4}) == date(2026, 11, 30)


def test_working_days_pass_over_weekends_and_holidays_both_ways(firm: Firm):
    reading = reading_for(firm.workspace)
    christmas = date(2026, 12, 23)
    assert days_from(christmas, 3, reading, working=True) == date(2026, 12, 29)
    assert days_from(date(2026, 12, 28), -2, reading, working=True) == date(2026, 12, 23)
    assert days_from(date(2026, 11, 28), 0, reading, working=True) == date(2026, 11, 30)


def test_a_formula_reckons_with_the_record(scene: Scene):
    number = NumberField(name="estimate_hours", label="Hours", places=2)
    kept = settled_value(number, {"formula": "{estimate_hours} * 2"}, place(scene))
    assert resolved(scene, number, kept) == 8
    for wrong in ("{nothing} + 1", "1 +", "", "'text'"):
        with pytest.raises(Refused):
            settled_value(number, {"formula": wrong}, place(scene))


def test_a_source_that_does_not_fit_is_refused(scene: Scene):
    for value in ({"from": "today"}, {"from": "moon"}, {"from": "field:title"}):
        with pytest.raises(Refused):
            settled_value(MemberField(name="owner", label="Owner"), value, place(scene))


def test_values_are_said_as_people_say_them(scene: Scene):
    with translation.override("de"):
        day = DayField(name="due", label="Fällig")
        assert said(day, {"from": "today", "days": 1}, place(scene)) == "in 1 Tag"
        assert said(TEXT, "Für {{ firm.name }}", place(scene)) == "Für ‹Name der Firma›"
        owner = MemberField(name="owner", label="Owner")
        assert said(owner, {"from": "owner"}, place(scene)) == "die zuständige Person"
