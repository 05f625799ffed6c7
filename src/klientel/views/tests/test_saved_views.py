"""Saved views: whose they are, what they show, what becomes of changes, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.actions import undo
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.views.models import SavedView
from tests.cast import Firm

TITLES = re.compile(r'name="selected"[^>]* aria-label="Select ([^"]+)"')


def boats(firm: Firm, *names: str, **more: str) -> list[Any]:
    drafts = [Draft({"name": name, "harbour": "Kiel", **more}) for name in names]
    return create_many(firm.olga, "boat", drafts)


def save(firm: Firm, who: str = "olga", name: str = "In Kiel", **more: Any) -> SavedView:
    given = {"type": "boat", "name": name, "query": "harbour=Kiel", "key": str(uuid7()), **more}
    view: SavedView = run(firm.actor(who), "view.save", **given)
    return view


def shown(firm: Firm, path: str, who: str = "olga") -> str:
    answer = firm.client(who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_view_opens_with_its_filters_and_stands_as_a_tab_with_its_count(firm: Firm) -> None:
    boats(firm, "Ann", "Bob")
    boats(firm, "Cid", harbour="Bremen")
    view = save(firm)
    text = shown(firm, f"/werft/boats?view={view.number}")
    assert sorted(TITLES.findall(text)) == ["Ann", "Bob"]
    tab = re.search(r'<a class="segment" href="\?view=\d+" aria-current="page">.*?</a>', text)
    assert tab is not None
    assert "In Kiel" in tab[0]
    assert ">2</span>" in tab[0]
    assert "View changed" not in text


def test_a_segment_counts_anew_whenever_it_is_looked_at(firm: Firm) -> None:
    view = save(firm)
    run(firm.olga, "view.pin", view=view.number)
    assert ">0</span>" in shown(firm, "/werft/boats").partition('aria-label="Quick filters"')[2]
    boats(firm, "Ann")
    tabs = shown(firm, "/werft/boats").partition('aria-label="Quick filters"')[2]
    assert ">1</span>" in tabs.partition("</nav>")[0]


def test_a_changed_view_says_so_and_is_saved_or_left(firm: Firm) -> None:
    boats(firm, "Ann", rig="sloop")
    view = save(firm)
    path = f"/werft/boats?view={view.number}"
    text = shown(firm, f"{path}&harbour=Kiel&rig=sloop")
    assert "View changed" in text
    assert f'href="?view={view.number}">Discard' in text
    kept = {"query": "harbour=Kiel&rig=sloop", "version": str(view.version)}
    answer = firm.client().post(f"/werft/boats/views/{view.number}/keep", kept)
    assert answer["Location"] == path
    assert "View changed" not in shown(firm, path)
    assert shown(firm, path).count('class="filter"') == 2


def test_a_filter_taken_off_the_last_one_leaves_a_changed_view_and_not_the_old_one(
    firm: Firm,
) -> None:
    boats(firm, "Ann")
    boats(firm, "Cid", harbour="Bremen")
    view = save(firm)
    text = shown(firm, f"/werft/boats?view={view.number}")
    found = re.search(r'<a class="filter-remove" href="([^"]+)"', text)
    assert found is not None
    after = shown(firm, "/werft/boats" + found[1].replace("&amp;", "&"))
    assert len(TITLES.findall(after)) == 2
    assert "View changed" in after


def test_links_and_forms_of_a_view_keep_what_it_holds(firm: Firm) -> None:
    boats(firm, "Ann")
    boats(firm, "Cid", harbour="Bremen")
    view = save(firm)
    text = shown(firm, f"/werft/boats?view={view.number}")
    sort = re.search(r'<a class="sort" href="([^"]+)"', text)
    assert sort is not None
    assert TITLES.findall(shown(firm, "/werft/boats" + sort[1].replace("&amp;", "&"))) == ["Ann"]
    panel = firm.client().get(f"/werft/boats/filters?on=rig&view={view.number}").content.decode()
    assert 'name="harbour" value="Kiel"' in panel


@pytest.mark.parametrize(("who", "finds"), [("olga", True), ("wim", True), ("bea", False)])
def test_a_view_of_a_team_is_found_by_its_people_alone(firm: Firm, who: str, finds: bool) -> None:
    view = save(firm, "wim", audience="team", team=str(firm.teams["web"].pk))
    if who == "olga":
        with pytest.raises(NotFound):
            # who manages is no member of the team, and pins what they find
            run(firm.olga, "view.pin", view=view.number)
        return
    text = shown(firm, f"/werft/boats?view={view.number}", who)
    assert ("does not exist any more" in text) is not finds


def test_a_view_of_ones_own_is_nobody_elses(firm: Firm) -> None:
    view = save(firm, "wim")
    for who in ("olga", "bea"):
        assert "does not exist any more" in shown(firm, f"/werft/boats?view={view.number}", who)
        assert "In Kiel" not in shown(firm, "/werft/boats/views", who)
        assert firm.client(who).get(f"/werft/boats/views/{view.number}").status_code == 404
        for name in ("view.delete", "view.pin"):
            with pytest.raises(NotFound):
                run(firm.actor(who), name, view=view.number)


def test_the_log_does_not_name_a_view_of_ones_own(firm: Firm) -> None:
    save(firm, "wim", name="Whom to let go")
    save(firm, "wim", name="For all", audience="everyone")
    text = shown(firm, "/werft/settings/log")
    assert "Whom to let go" not in text


def test_a_view_shows_its_reader_what_they_may_see_and_nothing_else(firm: Firm) -> None:
    open_one, closed = boats(firm, "Ann", "Secret")
    share(firm.olga, "boat", closed.pk, privacy="named")
    view = save(firm, audience="everyone")
    text = shown(firm, f"/werft/boats?view={view.number}", "bea")
    assert TITLES.findall(text) == [open_one.name]
    assert "Secret" not in text


def test_me_in_a_view_is_whoever_reads_it(firm: Firm) -> None:
    boats(firm, "Wims", owner="Wim")
    boats(firm, "Beas", owner="Bea")
    view = save(firm, query="owner=me", audience="everyone")
    for who, name in (("wim", "Wims"), ("bea", "Beas")):
        assert TITLES.findall(shown(firm, f"/werft/boats?view={view.number}", who)) == [name]


def test_only_mine_is_a_toggle_of_every_list_that_somebody_answers_for(firm: Firm) -> None:
    boats(firm, "Mine", owner="Olga")
    boats(firm, "Other", owner="Wim")
    text = shown(firm, "/werft/boats")
    href = re.search(r'id="only-mine" href="([^"]+)"', text)
    assert href is not None
    on = shown(firm, "/werft/boats" + href[1])
    assert TITLES.findall(on) == ["Mine"]
    assert 'id="only-mine" href="?" aria-current="true"' in on
    assert 'class="filter-field"' not in on


def test_a_view_that_names_a_lost_field_opens_with_a_notice(firm: Firm) -> None:
    boats(firm, "Ann")
    view = save(firm)
    SavedView.objects.in_workspace(firm.workspace.pk).filter(pk=view.pk).update(
        query="harbour=Kiel&colour=blue&cols=name,colour,rig"
    )
    firm.workspace.touch_directory()
    text = shown(firm, f"/werft/boats?view={view.number}")
    assert "colour" in text.partition('class="banner')[2]
    assert TITLES.findall(text) == ["Ann"]


def test_an_unknown_or_deleted_view_is_the_list_with_a_notice(firm: Firm) -> None:
    boats(firm, "Ann")
    view = save(firm)
    run(firm.olga, "view.delete", view=view.number)
    for asked in (str(view.number), "999", "board", "0", "1e5", "%00", "9" * 30):
        text = shown(firm, f"/werft/boats?view={asked}")
        assert "does not exist any more" in text, asked
        assert TITLES.findall(text) == ["Ann"]


def test_deleting_a_view_is_undone_and_its_pin_comes_back(firm: Firm) -> None:
    view = save(firm)
    run(firm.olga, "view.pin", view=view.number)
    browser = firm.client()
    answer = browser.post(f"/werft/boats/views/{view.number}/delete")
    assert answer.status_code == 303
    # the word about it is said once
    browser.get("/werft/boats")
    assert "In Kiel" not in browser.get("/werft/boats").content.decode()
    browser.post("/werft/undo")
    assert "In Kiel" in browser.get("/werft/boats").content.decode().partition("</nav>")[0]


def test_saving_twice_with_one_form_keeps_one_view(firm: Firm) -> None:
    key = str(uuid7())
    first, second = save(firm, key=key), save(firm, key=key)
    assert first.pk == second.pk
    assert SavedView.objects.in_workspace(firm.workspace.pk).count() == 1


def test_a_stale_change_of_a_shared_view_is_a_conflict(firm: Firm) -> None:
    view = save(firm, audience="everyone")
    run(firm.olga, "view.change", view=view.number, query="rig=sloop", version=view.version)
    with pytest.raises(Conflict):
        run(firm.olga, "view.change", view=view.number, query="rig=ketch", version=view.version)


@pytest.mark.parametrize("who", ["wim", "sam"])
def test_only_who_saved_a_shared_view_or_manages_may_change_it(firm: Firm, who: str) -> None:
    view = save(firm, audience="everyone")
    with pytest.raises(Forbidden):
        run(firm.actor(who), "view.rename", view=view.number, name="Mine now")
    run(firm.actor("lena"), "view.rename", view=view.number, name="Renamed")


@pytest.mark.parametrize("who", ["sam", "bodo"])
def test_some_roles_save_views_for_themselves_only(firm: Firm, who: str) -> None:
    save(firm, who)
    with pytest.raises(Forbidden):
        save(firm, who, audience="everyone")


def test_a_team_must_be_ones_own(firm: Firm) -> None:
    with pytest.raises(Refused):
        save(firm, "wim", audience="team", team=str(firm.teams["beratung"].pk))
    with pytest.raises(Refused):
        save(firm, "wim", audience="team")


def test_a_bare_list_opens_the_view_of_the_role_and_one_click_leads_past_it(firm: Firm) -> None:
    boats(firm, "Ann")
    boats(firm, "Cid", harbour="Bremen")
    view = save(firm, audience="everyone")
    run(firm.olga, "view.make_default", view=view.number, roles="member,support")
    assert len(TITLES.findall(shown(firm, "/werft/boats"))) == 2
    assert TITLES.findall(shown(firm, "/werft/boats", "wim")) == ["Ann"]
    assert len(TITLES.findall(shown(firm, "/werft/boats?view=all", "wim"))) == 2
    undo(firm.olga, _last(firm, "view.defaults_changed").pk)
    assert len(TITLES.findall(shown(firm, "/werft/boats", "wim"))) == 2


def _last(firm: Firm, verb: str) -> Any:
    from klientel.events.models import Event

    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).order_by("pk").last()


def test_only_a_view_that_everyone_finds_opens_lists(firm: Firm) -> None:
    view = save(firm)
    with pytest.raises(Refused):
        run(firm.olga, "view.make_default", view=view.number, roles="member")
    with pytest.raises(Forbidden):
        run(firm.actor("wim"), "view.make_default", view=view.number, roles="")


def test_pins_have_an_order_and_an_end(firm: Firm) -> None:
    views = [save(firm, name=f"View {n}") for n in range(8)]
    for view in views[:7]:
        run(firm.olga, "view.pin", view=view.number)
    with pytest.raises(Refused):
        run(firm.olga, "view.pin", view=views[7].number)
    numbers = [view.number for view in views[:7]]
    run(firm.olga, "view.order_pins", views=",".join(map(str, reversed(numbers))))
    marks = re.findall(r'data-order-mark="(\d+)"', shown(firm, "/werft/boats"))
    assert marks == [str(number) for number in reversed(numbers)]
    assert "data-order-mark" not in shown(firm, "/werft/boats", "wim")


def test_a_form_with_errors_comes_back_with_what_was_typed(firm: Firm) -> None:
    given = {"name": "", "query": "rig=sloop", "audience": "me", "key": str(uuid7())}
    answer = firm.client().post("/werft/boats/views/new", given)
    assert answer.status_code == 422
    assert 'value="rig=sloop"' in answer.content.decode()
    assert not SavedView.objects.in_workspace(firm.workspace.pk).exists()


def test_one_undo_takes_back_all_that_a_form_did(firm: Firm) -> None:
    view = save(firm)
    given = {"name": "Everybody's", "audience": "everyone", "roles": ["member"], "icon": "star"}
    answer = firm.client().post(f"/werft/boats/views/{view.number}", given)
    assert answer.status_code == 303
    undo(firm.olga, _last(firm, "view.defaults_changed").batch)
    view.refresh_from_db()
    assert (view.name, view.audience, view.icon) == ("In Kiel", "me", "")


def test_views_cost_a_list_one_query_at_most(firm: Firm) -> None:
    boats(firm, "Ann", "Bob")
    for number in range(3):
        view = save(firm, name=f"View {number}")
        run(firm.olga, "view.pin", view=view.number)
    browser = firm.client()
    browser.get("/werft/boats")
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/werft/boats?view={view.number}")
    assert len(queries) <= 4, [one["sql"][:90] for one in queries]


def test_nobody_of_another_firm_finds_a_view(firm: Firm, other_firm: Firm) -> None:
    view = save(firm, audience="everyone")
    stranger = other_firm.actor("fremd")
    for name in ("view.pin", "view.delete"):
        with pytest.raises(NotFound):
            run(stranger, name, view=view.number)
    path = f"/fremd/boats/views/{view.number}"
    assert other_firm.client("fremd").get(path).status_code == 404
