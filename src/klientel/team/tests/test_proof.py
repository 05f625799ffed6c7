"""“Is it you?”: dangerous changes ask for proof that is not old, and nothing sent is lost by it."""

import datetime as dt

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.team import throttle
from klientel.team.proof import LASTS, STATUS

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still():
    with clock.fixed(clock.now()):
        yield


def role_form(firm):
    path = f"/werft/settings/team/{firm.members['wim'].pk}"
    return path, {"do": "role", "role": "lead"}


def test_a_role_is_changed_only_after_proof_and_then_as_it_was_sent(firm):
    page = firm.client(is_fresh=False)
    path, sent = role_form(firm)
    asked = page.post(path, sent)
    assert asked.status_code == STATUS
    text = asked.content.decode()
    assert '<input type="hidden" name="role" value="lead">' in text
    assert f'action="{path}"' in text
    firm.members["wim"].refresh_from_db()
    assert firm.members["wim"].role == "member"
    answer = page.post(path, {**sent, "proof_password": PASSWORD})
    assert answer.status_code == 303
    firm.members["wim"].refresh_from_db()
    assert firm.members["wim"].role == "lead"


def test_a_wrong_password_asks_again_and_keeps_what_was_sent(firm):
    page = firm.client(is_fresh=False)
    path, sent = role_form(firm)
    asked = page.post(path, {**sent, "proof_password": "wrong"})
    assert asked.status_code == STATUS
    text = asked.content.decode()
    assert "not your current password" in text
    assert 'name="role" value="lead"' in text
    assert "wrong" not in text.replace("wrong workspace", "")


def test_passwords_cannot_be_guessed_there(firm):
    page = firm.client(is_fresh=False)
    path, sent = role_form(firm)
    for _ in range(throttle.OWN_PASSWORD.most):
        page.post(path, {**sent, "proof_password": "wrong"})
    asked = page.post(path, {**sent, "proof_password": PASSWORD})
    assert asked.status_code == STATUS
    assert "Too many attempts" in asked.content.decode()


def test_proof_lasts_a_quarter_of_an_hour(firm, browser):
    page = browser()
    page.sign_in("olga@werft.example")
    path, sent = role_form(firm)
    with clock.travel(LASTS - dt.timedelta(seconds=1)):
        assert page.post(path, sent).status_code == 303
    with clock.travel(LASTS):
        assert page.post(path, {**sent, "role": "member"}).status_code == STATUS


def test_a_page_that_needs_proof_is_opened_after_it(firm):
    page = firm.client(is_fresh=False)
    assert page.get("/me/security/app").status_code == STATUS
    answer = page.post("/me/security/app", {"proof_for": "page", "proof_password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/security/app")
    assert page.get("/me/security/app").status_code == 200


def test_a_piece_of_a_page_makes_room_for_the_question(firm):
    page = firm.client(is_fresh=False)
    path, sent = role_form(firm)
    asked = page.post(path, sent, headers={"HX-Request": "true"})
    assert asked.headers["HX-Retarget"] == "body"


def test_taking_a_role_back_needs_the_same_proof(firm):
    page, fresh = firm.client(is_fresh=False), firm.client()
    with clock.travel(dt.timedelta(minutes=1)):
        fresh.post(*role_form(firm))
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="member.role_changed")
    assert page.post(f"/werft/undo/{event.pk}").status_code == STATUS
    assert page.post("/werft/undo").status_code == STATUS
    assert page.post(f"/werft/undo/{event.pk}", {"proof_password": PASSWORD}).status_code == 303


def dangerous(firm):
    wim = f"/werft/settings/team/{firm.members['wim'].pk}"
    yield wim, {"do": "role", "role": "lead"}
    yield wim, {"do": "deactivate"}
    yield wim, {"do": "reactivate"}
    yield "/werft/settings/team/add", {"email": "neu@werft.example", "role": "member"}
    yield "/werft/settings/team", {"required": "1"}
    yield "/me/security/app", {"code": "123456"}
    yield "/me/security/app/remove", {}
    yield "/me/security/passkeys/add", {}
    yield "/me/security/passkeys/1/remove", {}
    yield "/me/security/codes", {}


def test_every_dangerous_change_asks_and_writes_nothing_before(firm):
    page = firm.client(is_fresh=False)
    page.get("/werft/settings")
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    for path, sent in dangerous(firm):
        assert page.post(path, sent).status_code == STATUS, path
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before


def test_whoever_may_not_do_it_is_told_so_and_not_asked(firm):
    page = firm.client("sam", is_fresh=False)
    assert page.post(*role_form(firm)).status_code == 403
