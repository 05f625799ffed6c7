"""Tokens of the API: made by people for themselves, shown once, never above who made them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from klientel.config.cli import run_command
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Forbidden, Invalid, NotFound, Refused
from klientel.records import actions as records
from klientel.team.actions import create_token, end_tokens_of, revoke_token
from klientel.team.cleaning import clean
from klientel.team.models import ApiToken
from klientel.team.proof import STATUS
from klientel.team.tokens import PREFIX, bearer_of, hash_of
from klientel.views.search import search
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def made(firm: Firm, who: str = "olga", **given):
    return create_token(firm.actor(who), **{"name": "Web shop", **given})


def acting(firm: Firm, who: str = "olga", **given):
    """The actor of a new token."""
    bearer = bearer_of(made(firm, who, **given).secret)
    assert bearer is not None
    return bearer.actor


def test_only_the_hash_of_the_secret_is_kept(firm: Firm) -> None:
    token = made(firm)
    assert re.fullmatch(PREFIX + r"[\w-]{43}", token.secret)
    kept = ApiToken.objects.in_workspace(firm.workspace.pk).get()
    assert kept.token_hash == hash_of(token.secret)
    row = {name: str(value) for name, value in vars(kept).items()}
    assert not [name for name, value in row.items() if token.secret in value]
    assert token.secret.endswith(kept.hint)


def test_it_acts_as_its_member_through_the_api(firm: Firm) -> None:
    actor = acting(firm, "wim")
    assert (actor.member_id, actor.role, actor.via) == (firm.members["wim"].pk, "member", "api")
    assert actor.team_ids == {firm.teams["web"].pk}


def test_it_expires_after_ninety_days_unless_something_else_was_chosen(firm: Firm) -> None:
    usual, short = made(firm), made(firm, lasts="30")
    with clock.travel(dt.timedelta(days=31)):
        assert bearer_of(short.secret) is None
        assert bearer_of(usual.secret) is not None
    with clock.travel(dt.timedelta(days=91)):
        assert bearer_of(usual.secret) is None


def test_only_an_owner_decides_that_one_never_expires(firm: Firm) -> None:
    for name in ("lena", "wim", "sam", "bodo"):
        with pytest.raises(Forbidden):
            made(firm, name, lasts="never")
    secret = made(firm, "olga", lasts="never").secret
    with clock.travel(dt.timedelta(days=5000)):
        assert bearer_of(secret) is not None


def test_everybody_makes_tokens_for_themselves_alone(firm: Firm) -> None:
    for name in firm.members:
        assert made(firm, name).token.member_id == firm.members[name].pk
    with pytest.raises(Forbidden):
        made(firm, "olga", member=firm.members["wim"].pk)


def test_one_that_only_reads_may_view_and_do_nothing_else(firm: Firm) -> None:
    actor = acting(firm, is_read_only=True)
    boat = records.create(firm.olga, "boat", {"name": "Elbe"})
    assert Boat.objects.visible_to(actor).filter(pk=boat.pk).exists()
    for write in (
        lambda: records.create(actor, "boat", {"name": "Weser"}),
        lambda: records.change(actor, "boat", boat.pk, {"name": "Weser"}),
        lambda: records.trash(actor, "boat", boat.pk),
    ):
        with pytest.raises(Forbidden):
            write()


def test_one_for_some_lists_knows_of_no_others_anywhere(firm: Firm) -> None:
    actor = acting(firm, types=["account"])
    boat = records.create(firm.olga, "boat", {"name": "Elbfähre"})
    account = records.create(firm.olga, "account", {"name": "Elbe", "relationship": "customer"})
    assert not Boat.objects.visible_to(actor).exists()
    assert [hit.id for hit in search(actor, "elb")] == [account.pk]
    with pytest.raises(Forbidden):
        records.change(actor, "boat", boat.pk, {"name": "Weser"})
    with pytest.raises(Forbidden):
        actor.must("field.manage")


def test_it_never_does_what_asks_a_person_for_proof(firm: Firm) -> None:
    actor = acting(firm, "olga")
    for permission in ("member.manage", "workspace.manage", "token.create", "token.manage"):
        assert firm.olga.may(permission)
        assert not actor.may(permission)
    with pytest.raises(Forbidden):
        create_token(actor, name="another")


def test_another_role_and_lost_access_act_on_the_very_next_request(firm: Firm) -> None:
    secret, wim = made(firm, "wim").secret, firm.members["wim"]
    records.actions.get("member.change_role").call(firm.olga, member=wim.pk, role="bookkeeping")
    bearer = bearer_of(secret)
    assert bearer is not None
    assert bearer.actor.role == "bookkeeping"
    records.actions.get("member.deactivate").call(firm.olga, member=wim.pk)
    assert bearer_of(secret) is None


def test_what_changes_the_password_ends_all_tokens_of_the_person(firm: Firm) -> None:
    mine, others = made(firm, "wim").secret, made(firm, "bea").secret
    page = firm.client("wim")
    sent = {
        "oldpassword": "a password of some length",
        "password1": "another one of length",
        "password2": "another one of length",
    }
    assert page.post("/me/password", sent).status_code == 302
    assert bearer_of(mine) is None
    assert bearer_of(others) is not None
    assert Event.objects.in_workspace(firm.workspace.pk).filter(verb="token.ended").count() == 1


def test_ending_tokens_twice_ends_and_tells_once(firm: Firm) -> None:
    made(firm, "wim")
    user = firm.members["wim"].user
    assert (end_tokens_of(user), end_tokens_of(user)) == (1, 0)


def test_a_firm_that_asks_for_a_second_factor_lets_no_token_in_without(firm: Firm) -> None:
    secret = made(firm).secret
    firm.workspace.requires_second_factor = True
    firm.workspace.save()
    assert bearer_of(secret) is None


def test_who_owns_the_firm_revokes_every_token_others_only_their_own(
    firm: Firm, other_firm: Firm
) -> None:
    wims, beas = made(firm, "wim"), made(firm, "bea")
    for actor in (firm.actor("wim"), firm.actor("lena"), other_firm.actor("fremd")):
        with pytest.raises(NotFound):
            revoke_token(actor, token=str(beas.token.pk))
    revoke_token(firm.actor("wim"), token=str(wims.token.pk))
    revoke_token(firm.olga, token=str(beas.token.pk))
    revoke_token(firm.olga, token=str(beas.token.pk))
    assert bearer_of(wims.secret) is None
    assert bearer_of(beas.secret) is None
    assert Event.objects.in_workspace(firm.workspace.pk).filter(verb="token.revoked").count() == 2


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"lasts": "12"},
        {"types": ["no such list"]},
        {"is_read_only": "perhaps"},
    ],
)
def test_wrong_inputs_are_refused_by_name(firm: Firm, given) -> None:
    with pytest.raises(Invalid) as refusal:
        made(firm, **given)
    assert refusal.value.errors.keys() == given.keys()


@pytest.mark.parametrize("secret", ["", "klientel_", "x" * 5000, "klientel_" + "ä" * 43, "\x00"])
def test_what_is_no_secret_of_ours_opens_nothing_without_a_query(
    firm: Firm, secret: str, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        assert bearer_of(secret) is None


def test_who_a_token_stands_for_is_one_query(firm: Firm, django_assert_num_queries) -> None:
    secret = made(firm).secret
    bearer_of(secret)
    with django_assert_num_queries(1):
        bearer_of(secret)


def test_the_last_use_is_written_at_most_every_five_minutes(
    firm: Firm, django_assert_num_queries
) -> None:
    token = made(firm).token
    with django_assert_num_queries(1):
        token.note_use()
        token.note_use()
    with clock.travel(dt.timedelta(minutes=6)), django_assert_num_queries(1):
        token.note_use()


def test_what_ended_long_ago_is_deleted(firm: Firm) -> None:
    kept = made(firm, lasts="never").token
    revoke_token(firm.olga, token=str(made(firm).token.pk))
    made(firm, lasts="30")
    with clock.travel(dt.timedelta(days=130)):
        clean.call()
    assert list(ApiToken.objects.in_workspace(firm.workspace.pk)) == [kept]


def test_there_is_an_end_to_the_number_of_tokens(firm: Firm, monkeypatch) -> None:
    monkeypatch.setattr("klientel.team.actions.token.MOST", 2)
    made(firm)
    revoke_token(firm.olga, token=str(made(firm).token.pk))
    made(firm)
    with pytest.raises(Refused):
        made(firm)


# pages ----------------------------------------------------------------------------------------


def test_a_token_is_made_only_after_proof_and_shown_once(firm: Firm) -> None:
    sent = {"name": "Web shop", "lasts": "90", "types": ["account"]}
    asked = firm.client("wim", is_fresh=False).post("/werft/settings/api/new", sent)
    assert asked.status_code == STATUS
    page = firm.client("wim")
    answer = page.post("/werft/settings/api/new", sent)
    secret = re.search(PREFIX + r"[\w-]{43}", answer.content.decode())
    assert secret is not None
    assert bearer_of(secret[0]) is not None
    assert "no-store" in answer["Cache-Control"]
    listed = page.get("/werft/settings/api").content.decode()
    assert "Web shop" in listed
    assert secret[0] not in listed


def test_a_wrong_form_comes_back_with_its_reason_and_what_was_typed(firm: Firm) -> None:
    answer = firm.client("wim").post(
        "/werft/settings/api/new", {"name": "", "lasts": "30", "is_read_only": "1"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This must not be empty." in text
    assert '<option value="30" selected>' in text
    assert 'value="1" checked' in text


def test_an_owner_sees_everybodys_tokens_and_others_their_own(firm: Firm) -> None:
    made(firm, "wim", name="of Wim")
    made(firm, "olga", name="of Olga")
    olgas = firm.client().get("/werft/settings/api").content.decode()
    wims = firm.client("wim").get("/werft/settings/api").content.decode()
    assert "of Wim" in olgas
    assert "of Wim" in wims
    assert "of Olga" not in wims


def test_the_list_costs_the_same_for_one_token_and_for_many(
    firm: Firm, django_assert_max_num_queries
) -> None:
    page = firm.client()
    made(firm, "wim")
    page.get("/werft/settings/api")
    for _ in range(10):
        made(firm, "bea")
    with django_assert_max_num_queries(6):
        page.get("/werft/settings/api")


def test_a_button_revokes_at_once_and_asks_for_nothing(firm: Firm) -> None:
    token = made(firm, "wim")
    page = firm.client("wim", is_fresh=False)
    answer = page.post(f"/werft/settings/api/{token.token.pk}/revoke")
    assert answer.status_code == 303
    assert bearer_of(token.secret) is None


# command --------------------------------------------------------------------------------------


def test_the_command_prints_the_token_alone(firm: Firm, capsys) -> None:
    arguments = ["token", "create", "--workspace", "werft", "--member", "wim@werft.example"]
    assert run_command([*arguments, "--read-only"]) == 0
    secret = capsys.readouterr().out
    assert re.fullmatch(PREFIX + r"[\w-]{43}\n", secret)
    bearer = bearer_of(secret.strip())
    assert bearer is not None
    assert bearer.member == firm.members["wim"]
    assert bearer.token.is_read_only


@pytest.mark.parametrize(
    "wrong",
    [
        {"--workspace": "nowhere"},
        {"--member": "fremd@fremd.example"},
        {"--type": "no such type"},
    ],
)
def test_the_command_says_what_is_wrong(firm: Firm, other_firm: Firm, wrong, capsys) -> None:
    given = {"--workspace": "werft", "--member": "wim@werft.example", **wrong}
    assert run_command(["token", "create", *(part for pair in given.items() for part in pair)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("klientel token:")
