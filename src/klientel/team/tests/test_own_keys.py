"""Single keys of one's own: off, changed two by two, back as shipped; every page knows them."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from klientel.kit.refused import Refused
from klientel.team.actions import change_key, own_keys, reset_keys
from klientel.workspaces.models import User
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(firm: Firm) -> User:
    return firm.members["olga"].user


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        (["EU"], {"E": "U", "U": "E"}),
        (["eu", "EO"], {"E": "O", "O": "U", "U": "E"}),
        (["EU", "UE"], {"E": "U", "U": "E"}),
        (["EU", "UU"], {}),
        (["EU", "EE"], {}),
        (["EE"], {}),
        ([".ü"], {".": "Ü", "Ü": "."}),
    ],
)
def test_a_key_changes_place_with_the_one_it_is_put_on(
    olga: User, changes: list[str], left: dict[str, str]
) -> None:
    for key, own in changes:
        change_key(olga, key=key, own=own)
    assert User.objects.get(pk=olga.pk).own_keys == left
    assert sorted(left) == sorted(left.values()), "no key means two things, and none is lost"


@pytest.mark.parametrize("bad", ["", " ", "\n", "Enter", "ab", "ß", "\u200b"])
def test_what_is_no_single_key_is_refused(olga: User, bad: str) -> None:
    with pytest.raises(Refused):
        change_key(olga, key="E", own=bad)
    assert User.objects.get(pk=olga.pk).own_keys == {}


def test_there_is_an_end_to_them(olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_keys, "MOST_KEYS", 2)
    change_key(olga, key="E", own="U")
    with pytest.raises(Refused):
        change_key(olga, key="A", own="O")
    assert User.objects.get(pk=olga.pk).own_keys == {"E": "U", "U": "E"}


def test_two_changes_of_two_windows_are_both_kept(olga: User) -> None:
    other = User.objects.get(pk=olga.pk)
    change_key(olga, key="E", own="U")
    change_key(other, key="A", own="O")
    assert User.objects.get(pk=olga.pk).own_keys == {"E": "U", "U": "E", "A": "O", "O": "A"}


def test_all_go_back_as_shipped(olga: User) -> None:
    change_key(olga, key="E", own="U")
    assert reset_keys(olga).own_keys == {}


def test_every_page_says_what_the_person_changed(firm: Firm) -> None:
    browser = firm.client("olga")
    assert "data-own-keys" not in browser.get("/werft/boats").content.decode()
    answer = browser.post("/me/keys", {"key": "E", "own": "u"})
    assert answer.json() == {"own": {"E": "U", "U": "E"}}
    assert browser.post("/me/keys", {"on": "0"}).json() == {"off": True, **answer.json()}
    page = browser.get("/werft/boats").content.decode()
    said = page.partition('data-own-keys="')[2].partition('"')[0].replace("&#34;", '"')
    assert json.loads(said) == {"off": True, **answer.json()}
    assert "data-own-keys" not in firm.client("lena").get("/werft/boats").content.decode()


def test_bad_words_change_nothing(firm: Firm) -> None:
    browser = firm.client("olga")
    answer = browser.post("/me/keys", {"key": "E", "own": "Enter"})
    assert answer.status_code == 422
    assert answer.json()["problem"].endswith(".")
    assert Client().post("/me/keys", {"on": "0"}).status_code == 302
    assert firm.members["olga"].user.own_keys == {}


def test_the_profile_shows_them_and_gives_them_back(firm: Firm) -> None:
    browser = firm.client("olga")
    browser.post("/me/keys", {"key": "E", "own": "U"})
    assert "keys-as-shipped" in browser.get("/me/profile").content.decode()
    answer = browser.post("/me/keys", {"reset": "1", "page": "1"})
    assert answer.status_code == 302
    assert User.objects.get(pk=firm.members["olga"].user.pk).own_keys == {}
