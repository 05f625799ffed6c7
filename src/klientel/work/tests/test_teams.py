"""Several teams of a work item: the first leads, all are found, changed at once and taken along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.integrations.tests.files import imported
from klientel.kit.ids import uuid7
from klientel.kit.refused import Invalid, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.consistency import differences
from klientel.records.models import RecordRef
from klientel.records.reading import reading_of
from klientel.team.actions.team import close_team, take_out_of_team
from klientel.work.actions import place
from klientel.work.models import ItemTeam, WorkItem
from klientel.work.record_types import WORK
from klientel.work.tests.items import add, many, read, sees, verbs_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def team(firm: Firm, name: str) -> str:
    return str(firm.teams[name].pk)


def both(firm: Firm) -> list[str]:
    return [team(firm, "web"), team(firm, "beratung")]


def beside(firm: Firm, item: WorkItem) -> set[str]:
    rows = ItemTeam.objects.in_workspace(firm.workspace.pk).filter(record_id=item.pk)
    return {str(row.team_id) for row in rows}


def listed(firm: Firm, query: str, who: str = "olga") -> set[str]:
    text = firm.client(who).get(f"/werft/work?{query}").content.decode()
    names = WorkItem.objects.in_workspace(firm.workspace.pk).values_list("title", flat=True)
    return {name for name in names if re.search(rf">{name}<", text)}


def change(firm: Firm, item: WorkItem, **values: Any) -> WorkItem:
    actions.change(firm.olga, "work", item.pk, values)
    return read(firm, item)


def test_the_first_of_the_teams_is_the_one_that_the_kernel_knows(firm: Firm) -> None:
    web, beratung = both(firm)
    item = add(firm, teams=[web, beratung])
    spine = RecordRef.objects.in_workspace(firm.workspace.pk).get(pk=item.pk)
    assert (str(item.team_id), str(spine.team_id)) == (web, web)
    assert beside(firm, item) == {web, beratung}
    item = change(firm, item, teams=[beratung])
    assert (str(item.team_id), beside(firm, item)) == (beratung, {beratung})
    assert list(differences(firm.workspace)) == []


def test_another_first_team_takes_the_place_of_the_one_before(firm: Firm) -> None:
    web, beratung = both(firm)
    item = change(firm, add(firm, teams=[web]), team=beratung)
    assert (item.teams, beside(firm, item)) == ([beratung], {beratung})
    item = change(firm, change(firm, item, teams=[web, beratung]), team=beratung)
    assert item.teams == [beratung]
    item = change(firm, item, team="")
    assert (item.teams, item.team_id, beside(firm, item)) == ([], None, set())
    assert change(firm, item, team=web, teams=[beratung]).teams == [web, beratung]


def test_a_filter_finds_items_by_any_of_their_teams(firm: Firm) -> None:
    web, beratung = both(firm)
    add(firm, "Both", teams=[web, beratung])
    add(firm, "Alone", teams=[beratung])
    add(firm, "Nobody")
    assert listed(firm, f"teams={web}") == {"Both"}
    assert listed(firm, f"teams={beratung}") == {"Both", "Alone"}
    assert listed(firm, f"teams={web},{beratung}") == {"Both", "Alone"}
    assert listed(firm, f"teams.not={web}") == {"Alone", "Nobody"}
    assert listed(firm, "teams.empty=") == {"Nobody"}
    assert listed(firm, "teams.filled=") == {"Both", "Alone"}
    assert listed(firm, f"team={beratung}") == {"Alone"}


def test_a_filter_finds_what_is_of_a_common_team(firm: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr("klientel.records.fields.beside.RARE", 1)
    monkeypatch.setattr("klientel.records.fields.beside.FILLED", 1)
    web, beratung = both(firm)
    for number in range(3):
        add(firm, f"Item {number}", teams=[web, beratung])
    add(firm, "Other", teams=[web])
    assert listed(firm, f"teams={beratung}") == {"Item 0", "Item 1", "Item 2"}


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL reads a table of no rows as it is"
)
def test_a_filter_by_team_reads_an_index_alone(firm: Firm) -> None:
    one, reading = WORK.field("teams"), reading_of(firm.olga)
    operator = one.operator("any")
    value = one.parse_condition(team(firm, "web"), operator, reading)
    rows = WorkItem.objects.visible_to(firm.olga).filter(operator.condition(one, value))
    plan = rows.order_by("due_at", "pk").explain()
    assert re.search(r"COVERING INDEX \w*itemteam\w* \(workspace_id=\? AND team_id=\?\)", plan)


def test_a_cell_says_the_first_team_and_how_many_more(firm: Firm) -> None:
    add(firm, "Both", teams=both(firm))
    add(firm, "One", teams=[team(firm, "web")])
    page = firm.client().get("/werft/work?cols=title,teams").content.decode()
    assert re.search(r'Web <span class="nowrap quiet" title="Web, Beratung">\+1</span>', page)
    board = firm.client().get("/werft/work?layout=board&cards=teams").content.decode()
    assert 'title="Web, Beratung">+1' in board


def test_the_page_of_an_item_names_all_of_its_teams(firm: Firm) -> None:
    item = add(firm, "Both", teams=both(firm))
    assert "Web, Beratung" in firm.client().get(f"/werft/work/{item.ref}").content.decode()


def test_teams_are_added_to_many_taken_away_set_and_undone(firm: Firm) -> None:
    web, beratung = both(firm)
    one, other = add(firm, "One", teams=[web]), add(firm, "Other")
    run = many(firm, [one, other], field="teams", way="add", value=beratung)
    assert (read(firm, one).teams, read(firm, other).teams) == ([web, beratung], [beratung])
    assert str(read(firm, other).team_id) == beratung
    assert verbs_of(firm, run.batch) == ["work.assigned"] * 2
    actions.undo(firm.olga, run.batch)
    assert (read(firm, one).teams, read(firm, other).teams) == ([web], [])
    assert (beside(firm, one), read(firm, other).team_id) == ({web}, None)
    many(firm, [one, other], field="teams", way="set", value=f"{beratung},{web}")
    assert read(firm, other).teams == [beratung, web]
    many(firm, [one, other], field="teams", way="remove", value=beratung)
    assert [str(read(firm, item).team_id) for item in (one, other)] == [web, web]
    assert list(differences(firm.workspace)) == []


def test_the_history_says_that_who_works_on_it_was_changed(firm: Firm) -> None:
    item = add(firm)
    change(firm, item, teams=both(firm))
    event = Event.objects.in_workspace(firm.workspace.pk).filter(record_id=item.pk).latest("id")
    assert event.verb == "work.assigned"
    assert event.facts["changes"] == {"teams": [[], both(firm)], "team": [None, both(firm)[0]]}
    text = firm.client().get(f"/werft/work/{item.ref}/history").content.decode()
    assert "changed who works on" in text


def test_changing_the_teams_of_many_costs_the_same_for_few_and_for_more(firm: Firm) -> None:
    counts = []
    for number in (2, 13, 26):
        drafts = [Draft({"title": f"Item {n}", "teams": both(firm)[:1]}) for n in range(number)]
        items = create_many(firm.olga, "work", drafts)
        values = {item.pk: {"teams": both(firm)} for item in items}
        with CaptureQueriesContext(connection) as queries:
            actions.change_many(firm.olga, "work", values)
        counts.append(len(queries))
        assert all(beside(firm, item) == set(both(firm)) for item in items)
    # the first time people and kinds are read as well, and so few rows are written otherwise
    assert counts[1] == counts[2]


def test_a_list_with_teams_costs_the_same_for_few_and_for_more(firm: Firm) -> None:
    counts = []
    path = f"/werft/work?cols=title,teams&teams={team(firm, 'beratung')}"
    browser = firm.client()
    for number in (3, 12):
        create_many(
            firm.olga,
            "work",
            [Draft({"title": f"Item {n}", "teams": both(firm)}) for n in range(number)],
        )
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_a_team_alone_may_see_has_no_further_team(firm: Firm) -> None:
    web, beratung = both(firm)
    item = add(firm, teams=[web])
    share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    with pytest.raises(Refused) as refusal:
        change(firm, item, teams=[web, beratung])
    assert refusal.value.field == "teams"
    assert read(firm, item).teams == [web]
    run = many(firm, [item], field="teams", way="add", value=beratung)
    assert (run.changed, run.skipped) == (0, 1)
    assert change(firm, item, teams=[beratung]).teams == [beratung]
    assert sees(firm, "bea", item) == {True}
    assert sees(firm, "wim", item) == {False}


def test_what_several_teams_work_on_is_not_kept_to_one_of_them(firm: Firm) -> None:
    item = add(firm, teams=both(firm))
    with pytest.raises(Refused):
        share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    assert read(firm, item).privacy == "everyone"
    path = f"/werft/work/{item.ref}/share"
    answer = firm.client().post(path, {"privacy": "team", "team": team(firm, "web")})
    assert answer.status_code == 422
    assert "Only one team can work on" in answer.content.decode()


def test_sharing_with_a_team_makes_it_the_first_and_is_taken_back_whole(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    web = team(firm, "web")
    assert (read(firm, item).teams, beside(firm, item)) == ([web], {web})
    event = Event.objects.in_workspace(firm.workspace.pk).filter(verb="record.shared").get()
    actions.undo(firm.olga, event.pk)
    now = read(firm, item)
    assert (now.privacy, now.team_id, now.teams, beside(firm, now)) == ("everyone", None, [], set())


def test_an_account_taken_off_leaves_nothing_hidden_from_a_further_team(firm: Firm) -> None:
    web, beratung = both(firm)
    item = add(firm, teams=[web])
    share(firm.olga, "work", item.pk, privacy="team", team_id=firm.teams["web"].pk)
    account = actions.create(firm.olga, "account", {"name": "Nord"})
    item = change(firm, item, account=str(account.pk), teams=[web, beratung])
    with pytest.raises(Refused):
        change(firm, item, account="")
    assert read(firm, item).account_id == account.pk


def test_a_part_of_what_a_team_sees_is_of_that_team_and_another_one_of_all(firm: Firm) -> None:
    top, kept = add(firm, teams=both(firm)), add(firm, "Kept")
    share(firm.olga, "work", kept.pk, privacy="team", team_id=firm.teams["web"].pk)
    part = read(firm, place.add_part(firm.olga, top, title="Part"))
    assert (part.teams, beside(firm, part)) == (both(firm), set(both(firm)))
    part = read(firm, place.add_part(firm.olga, kept, title="Part"))
    assert (part.teams, part.privacy) == ([team(firm, "web")], "team")
    own = add(firm, "Own", parent=str(top.pk), teams=[team(firm, "beratung")])
    assert own.teams == [team(firm, "beratung")]
    assert list(differences(firm.workspace)) == []


def test_a_copy_has_the_same_teams_but_for_those_that_were_closed(firm: Firm) -> None:
    web, beratung = both(firm)
    item = add(firm, teams=[web, beratung])
    copy = place.duplicate(firm.olga, item, title="Copy", key=str(uuid7()))
    assert read(firm, copy).teams == [web, beratung]
    close_team(firm.olga, team=firm.teams["web"].pk)
    copy = place.duplicate(firm.olga, item, title="Copy 2", key=str(uuid7()))
    assert (read(firm, copy).teams, str(read(firm, copy).team_id)) == ([beratung], beratung)


def test_a_closed_team_breaks_nothing_and_whoever_leaves_one_still_sees_the_item(
    firm: Firm,
) -> None:
    web, beratung = both(firm)
    item = add(firm, "Both", teams=[web, beratung])
    take_out_of_team(firm.olga, team=firm.teams["beratung"].pk, member=firm.members["bea"].pk)
    assert sees(firm, "bea", item) == {True}
    close_team(firm.olga, team=firm.teams["web"].pk)
    assert change(firm, item, title="Anew").teams == [web, beratung]
    page = firm.client().get(f"/werft/work/{item.ref}").content.decode()
    assert "Beratung" in page
    assert listed(firm, "cols=title,teams") == {"Anew"}
    with pytest.raises(Invalid):
        change(firm, item, teams=[web])


def test_a_team_of_elsewhere_is_refused_in_a_sentence(firm: Firm) -> None:
    with pytest.raises(Invalid):
        add(firm, teams=[str(uuid7())])
    with pytest.raises(Invalid):
        add(firm, teams="Nonsense")


def test_a_file_names_several_teams_and_a_list_is_exported_so(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "work.csv"
    path.write_text("Title;Team\nSail;Web, Beratung\nMast;Beratung\nFlag;\n")
    run = imported(firm.olga, path, recipe="work")
    assert run.counts["errors"] == 0
    rows = WorkItem.objects.in_workspace(firm.workspace.pk)
    found = dict(rows.values_list("title", "teams"))
    assert found == {"Sail": both(firm), "Mast": both(firm)[1:], "Flag": []}
    state = {"state": "sort=-title&cols=teams", "form": "csv"}
    answer = firm.client().post("/werft/work/export", state)
    text = b"".join(answer.streaming_content).decode()
    assert 'Sail,"Web, Beratung"' in text


def test_an_item_that_came_with_its_one_team_alone_keeps_it(firm: Firm) -> None:
    item = add(firm, team=team(firm, "web"))
    WorkItem.objects.in_workspace(firm.workspace.pk).update(teams=[])
    item = change(firm, item, title="Anew")
    assert (item.teams, str(item.team_id)) == ([team(firm, "web")], team(firm, "web"))
    assert beside(firm, item) == {team(firm, "web")}
