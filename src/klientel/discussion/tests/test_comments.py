"""Comments on records: written once, edited with their history, deleted with a way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.discussion import comment_cleaning
from klientel.discussion.actions import assigning, comment, reacting
from klientel.discussion.comment_queries import (
    Stretch,
    comment_for,
    counts_of,
    cursor_of,
    files_with,
    open_comments_of,
    page_of,
    reactions_on,
    unseen_mentions,
    wordings_of,
)
from klientel.discussion.mentions import Named
from klientel.discussion.models import Comment, Mention, Reaction, Wording
from klientel.discussion.tests.bytes import account, attached, staged
from klientel.discussion.tests.said import say
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, Invalid, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.share import share
from klientel.records.actions.unmerge import unmerge
from klientel.records.tasks import empty_trash
from klientel.records.types import record_types
from klientel.records.using import in_use
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def texts(firm: Firm, record: Any, **asked: Any) -> list[str]:
    return [one.body for one in page_of(firm.olga, record.pk, Stretch(**asked)).rows]


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")


def at(firm: Firm, name: str) -> Named:
    return Named("member", firm.members[name].pk)


def test_a_comment_is_for_the_team_unless_somebody_says_otherwise(firm: Firm) -> None:
    nord = account(firm)
    assert say(firm, nord).is_internal
    assert not say(firm, nord, audience="outside").is_internal
    event = last(firm, "comment.written")
    assert (event.record_id, event.account_id) == (nord.pk, nord.pk)
    assert "Call them" not in str(event.facts)


def test_every_type_of_record_can_be_spoken_of(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    say(firm, boat)
    assert texts(firm, boat) == ["Call them"]


def test_the_same_form_writes_one_comment(firm: Firm) -> None:
    nord, key = account(firm), str(uuid7())
    first, second = (say(firm, nord, key=key) for _time in range(2))
    assert first.pk == second.pk
    assert counts_of(firm.olga, nord.pk).all == 1
    with pytest.raises(Conflict):
        say(firm, nord, who="wim", key=key)


def test_the_key_of_something_elsewhere_is_a_conflict(firm: Firm, other_firm: Firm) -> None:
    foreign = actions.create(other_firm.actor("fremd"), "account", {"name": "Fremd"})
    key = str(uuid7())
    comment.write(other_firm.actor("fremd"), record=str(foreign.pk), text="Ours", key=key)
    with pytest.raises(Conflict):
        say(firm, account(firm), key=key)


def test_nothing_said_is_refused_but_a_file_alone_says_something(firm: Firm) -> None:
    nord = account(firm)
    with pytest.raises(Refused, match="write something"):
        say(firm, nord, "  \n ")
    file = staged(firm.olga)
    spoken = say(firm, nord, "", files=str(file.pk))
    assert [one.pk for one in files_with(firm.olga, [spoken.pk])[spoken.pk]] == [file.pk]


def test_too_much_is_refused_in_words(firm: Firm) -> None:
    with pytest.raises(Invalid) as told:
        say(firm, account(firm), "x" * 10_001)
    assert "too long" in str(told.value)


def test_who_keeps_the_books_may_speak_but_neither_attach_nor_publish(firm: Firm) -> None:
    nord = account(firm)
    assert say(firm, nord, who="bodo").author_id == firm.members["bodo"].pk
    with pytest.raises(Forbidden):
        say(firm, nord, who="bodo", audience="outside")


def test_what_is_kept_from_somebody_can_neither_be_read_nor_spoken_of(
    firm: Firm, other_firm: Firm
) -> None:
    nord = account(firm)
    spoken = say(firm, nord)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    for actor in (firm.actor("bea"), other_firm.actor("fremd")):
        with pytest.raises(NotFound):
            comment.write(actor, record=str(nord.pk), text="Me too")
        with pytest.raises(NotFound):
            comment_for(actor, spoken.pk)
        for do in (assigning.resolve, comment.remove, comment.publish):
            with pytest.raises(NotFound):
                do(actor, comment=str(spoken.pk))


def test_an_edit_keeps_how_it_read_before(firm: Firm) -> None:
    spoken = say(firm, account(firm), "One")
    for version, text in ((1, "Two"), (2, "Three")):
        spoken = comment.edit(firm.olga, comment=str(spoken.pk), text=text, version=str(version))
    former = wordings_of(firm.olga, spoken)
    assert [(one.number, one.body) for one in former] == [(2, "Two"), (1, "One")]
    assert (spoken.version, spoken.edited_at is not None) == (3, True)


def test_the_same_words_again_are_no_edit(firm: Firm) -> None:
    spoken = say(firm, account(firm), "One")
    same = comment.edit(firm.olga, comment=str(spoken.pk), text="One", version="1")
    assert (same.version, wordings_of(firm.olga, same)) == (1, [])


def test_who_edits_what_was_edited_meanwhile_is_told_and_nothing_is_lost(firm: Firm) -> None:
    spoken = say(firm, account(firm), "One")
    comment.edit(firm.olga, comment=str(spoken.pk), text="Two", version="1")
    with pytest.raises(Conflict) as conflict:
        comment.edit(firm.olga, comment=str(spoken.pk), text="Mine", version="1")
    assert conflict.value.current == "Two"
    assert comment_for(firm.olga, spoken.pk).body == "Two"


def test_only_who_wrote_a_comment_edits_it_and_managers_may_delete_it(firm: Firm) -> None:
    nord = account(firm)
    spoken = say(firm, nord, who="wim")
    for who in ("olga", "bea"):
        with pytest.raises(Forbidden):
            comment.edit(firm.actor(who), comment=str(spoken.pk), text="No", version="1")
    with pytest.raises(Forbidden):
        comment.remove(firm.actor("bea"), comment=str(spoken.pk))
    comment.remove(firm.olga, comment=str(spoken.pk))
    assert texts(firm, nord) == []


def test_a_deleted_comment_comes_back_with_its_files(firm: Firm) -> None:
    nord, file = account(firm), staged(firm.olga)
    spoken = say(firm, nord, files=str(file.pk))
    gone = comment.remove(firm.olga, comment=str(spoken.pk))
    assert (texts(firm, nord), files_with(firm.olga, [spoken.pk])) == ([], {})
    actions.undo(firm.olga, gone.told_by)
    assert texts(firm, nord) == ["Call them"]
    assert len(files_with(firm.olga, [spoken.pk])[spoken.pk]) == 1


def test_a_file_that_hangs_on_the_record_is_not_taken_into_a_comment(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    with pytest.raises(Refused, match="no longer there"):
        say(firm, nord, files=str(file.pk))
    file.refresh_from_db()
    assert (file.comment_id, texts(firm, nord)) == (None, [])


def test_pages_go_on_by_key_in_both_orders(firm: Firm) -> None:
    nord = account(firm)
    said = [say(firm, nord, str(n)) for n in range(45)]
    newest = page_of(firm.olga, nord.pk, Stretch())
    assert [one.body for one in newest.rows] == [str(n) for n in range(44, 24, -1)]
    assert newest.next_cursor
    older = texts(firm, nord, before=newest.next_cursor)
    assert older == [str(n) for n in range(24, 4, -1)]
    oldest = page_of(firm.olga, nord.pk, Stretch(oldest_first=True))
    assert [one.body for one in oldest.rows] == [str(n) for n in range(20)]
    assert texts(firm, nord, oldest_first=True, before=oldest.next_cursor)[0] == "20"
    assert texts(firm, nord, at=said[7].pk) == [str(n) for n in range(7, -1, -1)]
    shown = page_of(firm.olga, nord.pk, Stretch(down_to=cursor_of(said[10])))
    assert (shown.rows[-1].body, len(shown), bool(shown.next_cursor)) == ("10", 35, True)


def test_the_list_can_be_narrowed(firm: Firm) -> None:
    nord = account(firm)
    say(firm, nord, "internal")
    say(firm, nord, "outside", audience="outside")
    say(firm, nord, "open", assignee=firm.members["wim"].pk)
    assert texts(firm, nord, show="internal") == ["open", "internal"]
    assert texts(firm, nord, show="outside") == ["outside"]
    assert texts(firm, nord, show="open") == ["open"]


def test_whoever_is_named_hears_of_it_until_they_looked(firm: Firm) -> None:
    nord, wim = account(firm), firm.members["wim"].pk
    spoken = say(firm, nord, f"{at(firm, 'wim').mark} {at(firm, 'olga').mark}, look")
    assert [one.comment_id for one in unseen_mentions(firm.olga, [wim])] == [spoken.pk]
    assert unseen_mentions(firm.olga, [firm.members["olga"].pk]) == []
    assert reacting.see(firm.actor("wim"), comments=str(spoken.pk)) == 1
    assert reacting.see(firm.actor("wim"), comments=str(spoken.pk)) == 0
    assert unseen_mentions(firm.olga, [wim]) == []
    event = last(firm, "mention.seen")
    assert (event.record_id, event.member_id) == (None, wim)


def test_a_team_that_is_named_is_its_members(firm: Firm) -> None:
    team = firm.teams["web"]
    say(firm, account(firm), Named("team", team.pk).mark)
    told = Mention.objects.in_workspace(firm.workspace.pk).get()
    assert (told.member_id, told.team_id) == (firm.members["wim"].pk, team.pk)


def test_who_may_not_see_the_record_is_not_told_of_it(firm: Firm) -> None:
    nord = account(firm)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    say(firm, nord, f"{at(firm, 'bea').mark} {at(firm, 'wim').mark}")
    told = Mention.objects.in_workspace(firm.workspace.pk).values_list("member_id", flat=True)
    assert list(told) == [firm.members["wim"].pk]


def test_a_mention_is_kept_from_who_may_see_the_record_no_longer(firm: Firm) -> None:
    nord, bea = account(firm), firm.members["bea"].pk
    say(firm, nord, at(firm, "bea").mark, assignee=bea)
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    assert unseen_mentions(firm.actor("bea"), [bea]) == []
    assert open_comments_of(firm.actor("bea"), [bea]) == []


def test_an_edit_tells_who_is_named_now_and_spares_who_is_not(firm: Firm) -> None:
    spoken = say(firm, account(firm), at(firm, "wim").mark)
    text = at(firm, "bea").mark
    comment.edit(firm.olga, comment=str(spoken.pk), text=text, version="1")
    told = Mention.objects.in_workspace(firm.workspace.pk).values_list("member_id", flat=True)
    assert list(told) == [firm.members["bea"].pk]


def test_a_name_of_nobody_is_refused(firm: Firm, other_firm: Firm) -> None:
    nord = account(firm)
    foreign = actions.create(other_firm.actor("fremd"), "account", {"name": "Fremd"})
    hidden = account(firm)
    share(firm.olga, "account", hidden.pk, privacy="named", member_ids=[])
    wrong = [
        Named("member", uuid7()),
        Named("member", other_firm.members["fremd"].pk),
        Named("record", foreign.pk),
        Named("record", hidden.pk),
        Named("team", uuid7()),
    ]
    for one in wrong:
        with pytest.raises(Refused, match="does not exist"):
            say(firm, nord, one.mark, who="wim")
    with pytest.raises(Refused, match="At most"):
        say(firm, nord, " ".join(Named("member", uuid7()).mark for _n in range(51)))


def test_an_assigned_comment_is_open_until_it_is_resolved(firm: Firm) -> None:
    nord, wim = account(firm), firm.members["wim"].pk
    spoken = say(firm, nord, assignee=wim)
    assert counts_of(firm.olga, nord.pk).open == 1
    assert [one.pk for one in open_comments_of(firm.olga, [wim])] == [spoken.pk]
    for _time in range(2):
        spoken = assigning.resolve(firm.actor("wim"), comment=str(spoken.pk))
    assert counts_of(firm.olga, nord.pk).open == 0
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="comment.resolved")
    assert told.count() == 1
    assert assigning.reopen(firm.olga, comment=str(spoken.pk)).is_open
    assert not assigning.assign(firm.olga, comment=str(spoken.pk), assignee=None).is_open
    with pytest.raises(Refused):
        assigning.resolve(firm.olga, comment=str(spoken.pk))


def test_nobody_is_asked_to_look_after_what_they_may_not_see(firm: Firm) -> None:
    nord, bea = account(firm), firm.members["bea"].pk
    share(firm.olga, "account", nord.pk, privacy="team", team_id=firm.teams["web"].pk)
    with pytest.raises(Refused, match="may not see"):
        say(firm, nord, assignee=bea)
    spoken = say(firm, nord)
    with pytest.raises(Refused, match="may not see"):
        assigning.assign(firm.olga, comment=str(spoken.pk), assignee=bea)


def test_a_reaction_sent_twice_counts_once_and_goes_again(firm: Firm) -> None:
    spoken = say(firm, account(firm))
    for who in ("olga", "wim", "olga"):
        reacting.react(firm.actor(who), comment=str(spoken.pk), sign="agree", is_on=True)
    people = [firm.members["olga"].pk, firm.members["wim"].pk]
    assert reactions_on(firm.olga, [spoken.pk]) == {spoken.pk: {"agree": people}}
    for _time in range(2):
        reacting.react(firm.olga, comment=str(spoken.pk), sign="agree", is_on=False)
    assert Reaction.objects.in_workspace(firm.workspace.pk).count() == 1
    with pytest.raises(Invalid):
        reacting.react(firm.olga, comment=str(spoken.pk), sign="<b>", is_on=True)


def test_what_was_said_follows_into_a_merged_record_and_back(firm: Firm) -> None:
    nord, twin = account(firm), account(firm)
    spoken = say(firm, twin, at(firm, "wim").mark)
    comment.edit(firm.olga, comment=str(spoken.pk), text="Two", version="1")
    reacting.react(firm.olga, comment=str(spoken.pk), sign="agree", is_on=True)
    together = merge(firm.olga, "account", nord.pk, [twin.pk])
    assert texts(firm, nord) == ["Two"]
    unmerge(firm.olga, together.pk)
    assert (texts(firm, nord), texts(firm, twin)) == ([], ["Two"])
    for model in (Wording, Reaction):
        assert model.objects.in_workspace(firm.workspace.pk).get().record_id == twin.pk


def test_a_record_that_somebody_spoke_of_is_in_use(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    kept = {"workspace_id": firm.workspace.pk, "record_type": record_types.get("boat")}
    assert in_use(**kept, ids=[boat.pk]) == set()
    say(firm, boat, who="wim")
    assert in_use(**kept, ids=[boat.pk]) == {boat.pk}


def test_comments_go_with_their_record_and_by_night(firm: Firm) -> None:
    nord, boat = account(firm), actions.create(firm.olga, "boat", {"name": "Möwe"})
    for record in (nord, boat):
        spoken = say(firm, record, at(firm, "wim").mark)
        comment.edit(
            firm.olga, comment=str(spoken.pk), text=f"{at(firm, 'wim').mark}!", version="1"
        )
        reacting.react(firm.olga, comment=str(spoken.pk), sign="agree", is_on=True)
    actions.trash(firm.olga, "boat", boat.pk)
    comment.remove(firm.olga, comment=str(page_of(firm.olga, nord.pk, Stretch()).rows[0].pk))
    with clock.travel(timedelta(days=31)):
        empty_trash.func()
        assert comment_cleaning.clear_comments(firm.workspace.pk) == 1
        assert comment_cleaning.clear_comments(firm.workspace.pk) == 0
    for model in (Comment, Wording, Reaction, Mention):
        assert not model.objects.in_workspace(firm.workspace.pk).exists()
