"""Comments over the wire: written with and without scripts, named people, what is asked first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.discussion.actions import comment as comments
from klientel.discussion.actions import reacting
from klientel.discussion.mentions import Named
from klientel.discussion.models import Comment, File, Mention
from klientel.discussion.tests.bytes import PDF, account, staged
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.share import share
from klientel.records.actions.trash import trash
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PIECE = {"HX-Request": "true", "HX-Request-Type": "partial"}
#: the page of a record with 20 comments: 12, and the spine read
MOST_QUERIES = 13


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def boat(firm: Firm, name: str = "Möwe") -> Any:
    return actions.create(firm.olga, "boat", {"name": name})


def home(firm: Firm, record: Any) -> str:
    return f"/{firm.slug}/boats/{record.pk}/comments"


def spoken(firm: Firm) -> list[Comment]:
    return list(Comment.objects.in_workspace(firm.workspace.pk).order_by("written_at"))


def say(
    firm: Firm, record: Any, text: str = "Call them", who: str = "olga", **more: Any
) -> Comment:
    return comments.write(firm.actor(who), record=str(record.pk), text=text, **more)


def send(browser: Client, to: str, *, piece: bool = True, **given: Any) -> Any:
    return browser.post(to, given, headers=PIECE if piece else {})


def kept_to_web(firm: Firm, name: str = "Nord Media") -> Any:
    nord = actions.create(firm.olga, "account", {"name": name, "relationship": "customer"})
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    return nord


def test_a_comment_is_written_without_scripts(firm: Firm) -> None:
    record = boat(firm)
    answer = send(firm.client(), f"{home(firm, record)}/add", piece=False, text="**Ahoy**")
    assert (answer.status_code, "/comments#comment-" in answer["Location"]) == (303, True)
    page = firm.client().get(home(firm, record)).content.decode()
    assert "<strong>Ahoy</strong>" in page
    assert "Only for the team" in page


def test_a_script_gets_the_comments_anew_and_a_fresh_id_for_the_form(firm: Firm) -> None:
    record, key = boat(firm), str(uuid7())
    answer = send(firm.client(), f"{home(firm, record)}/add", text="Ahoy", key=key)
    page = answer.content.decode()
    assert 'id="comments-part"' in page
    fresh = re.search(r'id="comment-key" value="([^"]+)"', page)
    assert fresh
    assert fresh[1] != key
    again = send(firm.client(), f"{home(firm, record)}/add", text="Ahoy", key=key)
    assert again.content.decode().count("data-comment=") == 1


def test_what_was_just_written_is_shown_in_whatever_order_and_choice(firm: Firm) -> None:
    record = boat(firm)
    for n in range(25):
        say(firm, record, f"No. {n}")
    for query in ("order=oldest", "show=outside", "show=open&order=oldest"):
        answer = send(firm.client(), f"{home(firm, record)}/add?{query}", text=f"Mine, {query[:9]}")
        assert f"Mine, {query[:9]}" in answer.content.decode()


def test_nothing_said_comes_back_with_its_reason_and_all_that_was_typed(firm: Firm) -> None:
    record = boat(firm)
    answer = send(firm.client(), f"{home(firm, record)}/add", text=" ")
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#comment-asks")
    long = "x" * 10_001
    answer = send(firm.client(), f"{home(firm, record)}/add", piece=False, text=long)
    assert answer.status_code == 422
    assert long in answer.content.decode()


def test_a_name_typed_in_full_names_somebody_and_survives_a_new_name(firm: Firm) -> None:
    record = boat(firm)
    send(firm.client(), f"{home(firm, record)}/add", text="@Wim, look")
    assert spoken(firm)[0].body == f"{Named('member', firm.members['wim'].pk).mark}, look"
    wim = firm.members["wim"]
    wim.name = "Wim Weber"
    wim.save()
    firm.workspace.directory_version += 1
    firm.workspace.save()
    assert ">@Wim Weber</span>, look" in firm.client().get(home(firm, record)).content.decode()


def test_a_record_that_is_named_is_a_link_for_who_may_see_it_and_nothing_for_others(
    firm: Firm,
) -> None:
    record, nord = boat(firm), kept_to_web(firm)
    named = f"record:{nord.pk} Nord Media"
    send(firm.client(), f"{home(firm, record)}/add", text="Like @Nord Media", mention=named)
    assert ">Nord Media</a>" in firm.client("wim").get(home(firm, record)).content.decode()
    page = firm.client("bea").get(home(firm, record)).content.decode()
    assert "Nord Media" not in page
    assert "kept from view" in page


def test_before_somebody_is_named_who_may_not_see_the_record_the_form_asks(firm: Firm) -> None:
    nord = kept_to_web(firm)
    to = f"/{firm.slug}/accounts/{nord.ref}/comments/add"
    answer = send(firm.client(), to, text="@Bea, look")
    page = answer.content.decode()
    assert (answer.status_code, spoken(firm)) == (409, [])
    assert "without access to this record: Bea" in page
    assert ("Let Bea see it" in page, "Mention without notifying" in page) == (True, True)
    assert send(firm.client(), to, text="@Bea, look", despite="tell_nobody").status_code == 200
    assert not Mention.objects.in_workspace(firm.workspace.pk).exists()
    assert firm.client("bea").get(f"/{firm.slug}/accounts/{nord.ref}").status_code == 404
    assert send(firm.client(), to, text="@Bea, look", despite="let_see").status_code == 200
    assert Mention.objects.in_workspace(firm.workspace.pk).count() == 1
    assert firm.client("bea").get(f"/{firm.slug}/accounts/{nord.ref}").status_code == 200
    assert firm.client("wim").get(f"/{firm.slug}/accounts/{nord.ref}").status_code == 200


def test_who_may_not_share_is_not_offered_to_and_cannot(firm: Firm) -> None:
    nord = kept_to_web(firm)
    share(firm.olga, "account", nord.pk, privacy="named", member_ids=[firm.members["sam"].pk])
    to = f"/{firm.slug}/accounts/{nord.ref}/comments/add"
    answer = send(firm.client("sam"), to, text="@Bea, look")
    assert (answer.status_code, "Let Bea" in answer.content.decode()) == (409, False)
    refused = send(firm.client("sam"), to, text="@Bea, look", despite="let_see")
    assert (refused.status_code, spoken(firm)) == (403, [])


def test_names_are_found_by_any_word_and_say_who_cannot_see(firm: Firm) -> None:
    nord = kept_to_web(firm)
    source = f"/{firm.slug}/accounts/{nord.ref}/comments/names"
    page = firm.client().get(source, {"q": "be"}, headers=PIECE).content.decode()
    assert f'data-value="member:{firm.members["bea"].pk}"' in page
    assert f'data-value="team:{firm.teams["beratung"].pk}"' in page
    assert "cannot see this record" in page
    page = firm.client().get(source, {"q": "nord"}, headers=PIECE).content.decode()
    assert f'data-value="record:{nord.pk}"' in page
    other = boat(firm)
    page = firm.client("bea").get(f"{home(firm, other)}/names", {"q": "nord"}).content.decode()
    assert str(nord.pk) not in page


def test_files_come_with_a_comment_and_can_hang_alone(firm: Firm) -> None:
    record = boat(firm)
    browser = firm.client()
    file = SimpleUploadedFile("plan.pdf", PDF)
    chip = browser.post(f"/{firm.slug}/files/new", {"file": file, "key": str(uuid7())})
    key = re.search(r'name="files" value="([^"]+)"', chip.content.decode())
    assert key
    answer = send(browser, f"{home(firm, record)}/add", text="", files=key[1])
    assert "plan.pdf" in answer.content.decode()
    assert File.objects.in_workspace(firm.workspace.pk).get().comment_id == spoken(firm)[0].pk
    assert "plan.pdf" in browser.get(f"/{firm.slug}/boats/{record.pk}/files").content.decode()


def test_an_edit_shows_the_words_as_they_are_typed_and_keeps_the_former_ones(firm: Firm) -> None:
    record = boat(firm)
    send(firm.client(), f"{home(firm, record)}/add", text="@Wim, one")
    one = spoken(firm)[0]
    own = f"/{firm.slug}/comments/{one.pk}"
    form = firm.client().get(f"{own}/edit", headers=PIECE).content.decode()
    assert ">@Wim, one</textarea>" in form
    answer = send(firm.client(), f"{own}/edit", text="@Wim, two", version="1")
    assert 'hx-swap-oob="outerHTML"' in answer.content.decode()
    assert "edited" in answer.content.decode()
    former = firm.client().get(f"{own}/wordings", headers=PIECE).content.decode()
    assert (", one" in former, ", two" in former) == (True, True)


def test_an_edit_that_was_overtaken_shows_both_and_writes_when_told_again(firm: Firm) -> None:
    one = say(firm, boat(firm), "One")
    to = f"/{firm.slug}/comments/{one.pk}/edit"
    assert send(firm.client(), to, text="Theirs", version="1").status_code == 200
    answer = send(firm.client(), to, text="Mine", version="1")
    page = answer.content.decode()
    assert (answer.status_code, "Theirs" in page, ">Mine</textarea>" in page) == (409, True, True)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert send(firm.client(), to, text="Mine", version=version[1]).status_code == 200
    assert spoken(firm)[0].body == "Mine"


def test_a_version_that_is_no_number_is_refused_in_words(firm: Firm) -> None:
    one = say(firm, boat(firm), "One")
    to = f"/{firm.slug}/comments/{one.pk}/edit"
    assert send(firm.client(), to, text="Two", version="x'").status_code == 422
    assert send(firm.client(), to, text="Two", version="").status_code == 200


def test_publishing_says_first_what_it_means_and_names_who_could_read(firm: Firm) -> None:
    one = say(firm, account(firm))
    own = f"/{firm.slug}/comments/{one.pk}"
    asked = firm.client().get(f"{own}/publish", headers=PIECE).content.decode()
    assert "Nord Media can read this" in asked
    answer = send(firm.client(), f"{own}/publish")
    assert "Also for Nord Media" in answer.content.decode()
    assert "Only for the team" in send(firm.client(), f"{own}/withdraw").content.decode()
    assert firm.client("bodo").get(f"{own}/publish").status_code == 403


def test_where_nobody_outside_is_concerned_nothing_can_be_published(firm: Firm) -> None:
    one = say(firm, boat(firm))
    own = f"/{firm.slug}/comments/{one.pk}"
    assert firm.client().get(f"{own}/publish").status_code == 404
    assert "Publish" not in firm.client().get(f"{own}/menu", headers=PIECE).content.decode()


def test_a_deleted_comment_is_gone_from_its_place_and_can_be_taken_back(firm: Firm) -> None:
    record = boat(firm)
    one = say(firm, record)
    answer = send(firm.client(), f"/{firm.slug}/comments/{one.pk}/remove")
    undo = re.search(rf'hx-post="(/{firm.slug}/undo/[^"]+)"', answer.content.decode())
    assert undo
    assert firm.client().get(f"/{firm.slug}/comments/{one.pk}").status_code == 404
    firm.client().post(undo[1])
    assert "Call them" in firm.client().get(home(firm, record)).content.decode()


def test_the_lasting_address_leads_to_where_the_comment_stands(firm: Firm) -> None:
    record = boat(firm)
    first = say(firm, record, "The very first")
    for n in range(25):
        say(firm, record, f"No. {n}")
    assert "The very first" not in firm.client().get(home(firm, record)).content.decode()
    answer = firm.client().get(f"/{firm.slug}/comments/{first.pk}")
    assert answer.status_code == 302
    page = firm.client().get(answer["Location"]).content.decode()
    assert "The very first" in page
    assert "from the top" in page


@pytest.mark.parametrize("query", ["before=%00", "at=x", "down_to=x", "show=x&order=x", "before=a"])
def test_a_strange_address_is_the_top(firm: Firm, query: str) -> None:
    record = boat(firm)
    say(firm, record)
    assert "Call them" in firm.client().get(f"{home(firm, record)}?{query}").content.decode()


def test_a_comment_is_resolved_from_the_day_and_one_is_back_there(firm: Firm) -> None:
    one = say(firm, boat(firm), assignee=firm.members["olga"].pk)
    day = f"http://testserver/{firm.slug}/today"
    to = f"/{firm.slug}/comments/{one.pk}/state"
    answer = firm.client().post(to, headers={"Referer": day})
    assert answer["Location"] == f"/{firm.slug}/today"
    assert "Resolved by Olga" in send(firm.client(), to, do="resolve").content.decode()
    assert "Assigned to" in send(firm.client(), to, do="reopen").content.decode()
    assert send(firm.client(), to, do="x").status_code == 422


def test_signs_say_in_words_who_put_them_there(firm: Firm) -> None:
    record = boat(firm)
    one = say(firm, record)
    to = f"/{firm.slug}/comments/{one.pk}/react"
    send(firm.client("wim"), to, sign="agree:1")
    page = send(firm.client(), to, sign="agree:1").content.decode()
    assert 'aria-label="Agreed: Wim, Olga"' in page
    assert 'aria-pressed="true"' in page
    assert "Agreed: Wim, Olga" not in send(firm.client(), to, sign="agree:0").content.decode()
    assert send(firm.client(), to, sign="%3Cb%3E").status_code == 422


def test_who_may_only_read_sees_no_more_than_that(firm: Firm, other_firm: Firm) -> None:
    record = boat(firm)
    one = say(firm, record)
    for path in ("", "/menu", "/edit", "/wordings", "/assign"):
        own = f"/{firm.slug}/comments/{one.pk}{path}"
        assert other_firm.client("fremd").get(own).status_code == 404
    assert firm.client("wim").get(f"/{firm.slug}/comments/{one.pk}/edit").status_code == 403


def test_a_page_of_comments_costs_the_same_however_much_was_said(firm: Firm) -> None:
    counts = []
    browser = firm.client()
    mark = Named("member", firm.members["wim"].pk).mark
    for many in (2, 20):
        record, other = boat(firm, f"Boat {many}"), boat(firm)
        for n in range(many):
            about = Named("record", other.pk).mark
            file = str(staged(firm.olga).pk)
            one = say(firm, record, f"{n} {mark} {about}", files=file)
            reacting.react(firm.olga, comment=str(one.pk), sign="agree", is_on=True)
        browser.get(home(firm, record))
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(home(firm, record)).content.decode()
        assert page.count("data-comment=") == many
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES, counts


def test_a_record_tells_how_many_comments_wait_there(firm: Firm) -> None:
    record = boat(firm)
    to = f"/{firm.slug}/boats/{record.pk}/presence"
    say(firm, record)
    assert "open comment" not in firm.client().get(to, headers=PIECE).content.decode()
    say(firm, record, assignee=firm.members["wim"].pk)
    page = firm.client().get(to, headers=PIECE).content.decode()
    assert ("1 open comment" in page, "/comments?show=open" in page) == (True, True)


def test_who_else_is_here_is_said_by_name(firm: Firm) -> None:
    record = boat(firm)
    to = f"/{firm.slug}/boats/{record.pk}/presence"
    assert send(firm.client("wim"), to, tab="a").status_code == 200
    assert "Wim also has this open" in firm.client().get(to, headers=PIECE).content.decode()
    assert send(firm.client("wim"), to, tab="a", gone="1").status_code == 204
    assert "Wim" not in firm.client().get(to, headers=PIECE).content.decode()


def test_two_people_who_write_one_description_see_both(firm: Firm) -> None:
    item = actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "task"})
    to = f"/{firm.slug}/work/{item.pk}/fields/description?as=fact"
    seen = {"expected": '""'}
    assert send(firm.client("wim"), to, description="Theirs", **seen).status_code == 200
    answer = send(firm.client(), to, description="Mine", **seen)
    page = answer.content.decode()
    assert (answer.status_code, "Wim set “Theirs”" in page, "Mine" in page) == (409, True, True)


def test_whoever_deletes_a_record_leaves_its_page_without_an_error(firm: Firm) -> None:
    held = actions.create(firm.olga, "account", {"name": "Nord Media"})
    page = f"/werft/accounts/{held.pk}/presence"
    browser = firm.client()
    assert browser.post(page, {"tab": "a"}).status_code == 200
    trash(firm.olga, "account", held.pk)
    assert browser.post(page, {"tab": "a"}).status_code == 404
    assert browser.post(page, {"tab": "a", "gone": "1"}).status_code == 204
