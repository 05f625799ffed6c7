"""A day tells where one is named, and which comments wait, until they were seen or resolved."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.discussion.actions import assigning
from klientel.discussion.actions import comment as comments
from klientel.discussion.mentions import Named
from klientel.discussion.tests.bytes import account
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def say(firm: Firm, record: Any, text: str, **more: Any) -> Any:
    return comments.write(firm.olga, record=str(record.pk), text=text, **more)


def page(firm: Firm, who: str = "wim", query: str = "") -> str:
    return firm.client(who).get(f"/{firm.slug}/today?{query}").content.decode()


def wim(firm: Firm) -> str:
    return Named("member", firm.members["wim"].pk).mark


def test_a_mention_stands_in_the_day_until_it_was_seen(firm: Firm) -> None:
    one = say(firm, account(firm), f"{wim(firm)}, **look**")
    day = page(firm)
    assert "Mentions" in day
    assert "Olga: “@Wim, look”" in day
    assert f"/comments/{one.pk}" in day
    answer = firm.client("wim").post(f"/{firm.slug}/mentions/seen", {"comment": str(one.pk)})
    assert answer.status_code == 303
    assert "Mentions" not in page(firm)


def test_what_is_spoken_of_can_be_looked_at_from_the_day(firm: Firm) -> None:
    nord = account(firm)
    say(firm, nord, wim(firm))
    say(firm, nord, "Send the offer", assignee=firm.members["wim"].pk)
    peek = f"/{firm.slug}/accounts/{nord.pk}/peek"
    assert page(firm).count(f'data-peek-href="{peek}"') == 2
    assert firm.client("wim").get(peek).status_code == 200


def test_several_mentions_on_one_record_are_one_line(firm: Firm) -> None:
    nord = account(firm)
    for n in range(3):
        say(firm, nord, f"{wim(firm)} {n}")
    day = page(firm)
    assert "3 mentions" in day
    assert day.count("/mentions/seen") == 1


def test_who_looks_at_the_day_of_somebody_else_sees_nothing_for_them(firm: Firm) -> None:
    say(firm, account(firm), wim(firm))
    day = page(firm, "lena", f"member={firm.members['wim'].pk}")
    assert "Mentions" in day
    assert "/mentions/seen" not in day


def test_a_comment_that_waits_is_a_thing_to_do_and_done_from_there(firm: Firm) -> None:
    one = say(firm, account(firm), "Send the *offer*", assignee=firm.members["wim"].pk)
    day = page(firm)
    assert "Comment on Nord Media, asked by Olga" in day
    assert f"/comments/{one.pk}/state" in day
    assigning.resolve(firm.actor("wim"), comment=str(one.pk))
    assert "asked by Olga" not in page(firm)


def test_what_was_deleted_names_nobody_any_more(firm: Firm) -> None:
    one = say(firm, account(firm), wim(firm), assignee=firm.members["wim"].pk)
    comments.remove(firm.olga, comment=str(one.pk))
    day = page(firm)
    assert "Mentions" not in day
    assert "asked by Olga" not in day


def test_mentions_can_be_put_off(firm: Firm) -> None:
    one = say(firm, account(firm), wim(firm))
    given = {"line": f"mention:{one.pk}", "when": "tomorrow"}
    assert firm.client("wim").post(f"/{firm.slug}/today/later", given).status_code == 303
    assert "Mentions" not in page(firm)
    assert "Mentions" in page(firm, query="put_off=1")
