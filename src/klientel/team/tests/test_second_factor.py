"""A second factor guards every way in; its codes work once, and each change of it is told."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.team import throttle
from klientel.team.actions import factor, require_second_factor
from klientel.team.factor_adapter import FactorAdapter
from klientel.team.factors import STEP, check_code, factors_of, matching_step
from klientel.team.reset_links import link_for
from klientel.team.tests.conftest import SECRET, code_of
from klientel.workspaces.models import Member
from klientel.workspaces.sign_in import STRONG

pytestmark = pytest.mark.django_db
OLGA = "olga@werft.example"


@pytest.fixture(autouse=True)
def still():
    with clock.fixed(clock.now()):
        yield


def wait(seconds):
    return clock.travel(dt.timedelta(seconds=seconds))


def second_step(page, code):
    return page.post("/me/sign-in/second", {"code": code})


def test_a_password_alone_does_not_open_a_guarded_login(firm, browser, codes):
    page = browser()
    assert page.sign_in(OLGA).headers["Location"] == "/me/sign-in/second"
    assert not page.is_signed_in
    assert page.get("/werft/accounts").headers["Location"].startswith("/me/sign-in")


def test_the_code_of_the_app_opens_it_and_works_once(firm, browser, codes):
    with wait(STEP):
        page, thief = browser(), browser()
        page.sign_in(OLGA, next="/werft/accounts")
        assert second_step(page, code_of()).headers["Location"] == "/werft/accounts"
        assert page.is_signed_in
        thief.sign_in(OLGA)
        assert second_step(thief, code_of()).status_code == 422
        assert not thief.is_signed_in


def test_the_code_that_set_the_app_up_is_used_by_that(firm, browser, codes):
    page = browser()
    page.sign_in(OLGA)
    assert second_step(page, code_of()).status_code == 422


def test_a_code_of_a_minute_ago_or_typed_with_a_space_is_understood_by_the_clock(firm):
    assert matching_step(SECRET, code_of(steps=-1)) is not None
    assert matching_step(SECRET, code_of(steps=1)) is not None
    assert matching_step(SECRET, code_of(steps=-2)) is None
    user = firm.members["olga"].user
    typed = code_of()
    assert len(factor.add_app(user, None, secret=SECRET, code=f"{typed[:3]} {typed[3:]}")) == 10


def test_a_recovery_code_opens_it_once(firm, browser, codes):
    page, again = browser(), browser()
    page.sign_in(OLGA)
    assert second_step(page, f"{codes[0][:4]} {codes[0][4:]}").status_code == 302
    assert page.is_signed_in
    assert factors_of(firm.members["olga"].user).codes_left == 9
    again.sign_in(OLGA)
    assert second_step(again, codes[0]).status_code == 422


@pytest.mark.parametrize("typed", ["", "000000x", "١٢٣٤٥٦", "x" * 5000, "\x00", "12 34"])
def test_whatever_else_is_typed_is_a_wrong_code(firm, browser, codes, typed):
    page = browser()
    page.sign_in(OLGA)
    answer = second_step(page, typed)
    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content


@pytest.mark.parametrize("signed", ["", "{}", "[]", "null", "{", '{"id": 1}', '"x"'])
def test_whatever_no_passkey_signed_is_refused(firm, browser, codes, signed):
    page = browser()
    page.sign_in(OLGA)
    answer = page.post("/me/sign-in/second", {"credential": signed})
    assert answer.status_code == 422
    assert not page.is_signed_in
    own = firm.client()
    answer = own.post("/me/security/passkeys/add", {"name": "Laptop", "credential": signed})
    assert answer.status_code == 422


def test_codes_cannot_be_guessed_for_long(firm, browser, codes):
    page = browser()
    page.sign_in(OLGA)
    answers = [
        second_step(page, "000000").status_code for _ in range(throttle.SECOND_STEP.most + 1)
    ]
    assert answers[-1] == 429
    with wait(STEP):
        assert second_step(page, code_of()).status_code == 429


def test_the_second_step_is_nothing_without_the_first(firm, browser, codes):
    with wait(STEP):
        answer = second_step(browser(), code_of())
    assert answer.headers["Location"] == "/me/sign-in"


def test_a_new_password_from_a_mail_does_not_pass_by_the_second_factor(firm, browser, codes):
    page = browser()
    path = link_for(firm.members["olga"].user).partition("8000")[2]
    form = page.get(path, follow=True)
    answer = page.post(form.request["PATH_INFO"], {"password1": "zwiebel fahrrad mondlicht"})
    assert answer.status_code == 302
    assert not page.is_signed_in
    page.sign_in(OLGA, "zwiebel fahrrad mondlicht")
    assert not page.is_signed_in


def test_the_key_of_the_app_is_sealed_in_the_database(firm, codes):
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert SECRET not in kept
    assert FactorAdapter().decrypt(kept) == SECRET


def test_another_key_of_the_server_is_said_in_a_sentence(firm, browser, codes, settings):
    settings.SECRET_KEY = "another one"
    with pytest.raises(Refused, match="secret key has changed"):
        check_code(firm.members["olga"].user, code_of())


def test_setting_up_an_app_shows_the_recovery_codes_once(firm):
    page = firm.client()
    text = page.get("/me/security/app").content.decode()
    secret = re.search(r'security-code">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    assert "data:image/svg+xml;base64," in text
    wrong = page.post("/me/security/app", {"code": "000000"})
    assert wrong.status_code == 422
    assert secret[:4] in wrong.content.decode()
    answer = page.post("/me/security/app", {"code": code_of(secret)})
    shown = re.findall(r'security-code">(\d{4} \d{4})<', answer.content.decode())
    assert len(shown) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    assert shown[0] not in page.get("/me/security").content.decode()


def test_a_change_is_told_in_the_log_and_by_mail_and_ends_other_sessions(firm, browser):
    here, there = firm.client(), firm.client()
    user = firm.members["olga"].user
    there.get("/me/profile")
    factor.add_app(user, here.session.session_key, secret=SECRET, code=code_of())
    events = Event.objects.in_workspace(firm.workspace.pk)
    assert events.filter(verb="member.app_added").count() == 1
    assert mail.outbox[-1].to == [OLGA]
    assert SECRET not in mail.outbox[-1].body
    assert "second factor" in mail.outbox[-1].subject.lower()


def test_removing_the_last_factor_removes_the_recovery_codes(firm, browser, codes):
    page = firm.client()
    assert page.post("/me/security/app/remove").headers["Location"].endswith("changed=app-off")
    assert not Authenticator.objects.exists()
    assert page.post("/me/security/app/remove").status_code == 404
    after = browser()
    after.sign_in(OLGA)
    assert after.is_signed_in


def test_new_recovery_codes_end_the_old_ones(firm, codes):
    user = firm.members["olga"].user
    fresh = factor.renew_codes(user, None)
    assert set(fresh).isdisjoint(codes)
    with pytest.raises(Refused):
        check_code(user, codes[0])
    assert check_code(user, fresh[0]).type == "recovery_codes"


def test_recovery_codes_alone_are_no_factor(firm):
    with pytest.raises(NotFound):
        factor.renew_codes(firm.members["wim"].user, None)


def test_nobody_touches_the_passkey_of_another(firm):
    theirs = Authenticator.objects.create(
        user=firm.members["wim"].user, type="webauthn", data={"name": "Wims", "credential": {}}
    )
    page = firm.client()
    assert page.post(f"/me/security/passkeys/{theirs.pk}/remove").status_code == 404
    named = page.post(f"/me/security/passkeys/{theirs.pk}/name", {"name": "Mine"})
    assert named.status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Wims"


def test_a_firm_that_requires_it_lets_nobody_in_with_a_password_alone(firm, browser, codes):
    require_second_factor(firm.olga, required="1")
    sam = browser()
    sam.sign_in("sam@werft.example")
    assert sam.get("/werft/accounts").headers["Location"] == "/me/security"
    assert "Werft" in sam.get("/me/security").content.decode()
    piece = sam.get("/werft/accounts", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (401, "/me/security")
    text = sam.get("/me/security/app").content.decode()
    secret = re.search(r'security-code">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    sam.post("/me/security/app", {"code": code_of(secret)})
    assert sam.get("/werft/accounts").status_code == 200
    sam.post("/me/security/app/remove")
    assert sam.get("/werft/accounts").status_code == 302


def test_what_somebody_else_proved_in_the_same_browser_counts_for_nothing(firm, browser, codes):
    require_second_factor(firm.olga, required="1")
    page = browser()
    page.force_login(firm.members["sam"].user)
    session = page.session
    session[STRONG] = str(firm.members["olga"].user_id)
    session.save()
    assert page.get("/werft/accounts").headers["Location"] == "/me/security"


def test_requiring_it_makes_open_streams_ask_anew(firm, codes):
    before = firm.actor("sam").auth_version
    require_second_factor(firm.olga, required="1")
    assert firm.actor("sam").auth_version == before + 1


def test_whoever_requires_it_has_one(firm):
    with pytest.raises(Refused, match="of your own first"):
        require_second_factor(firm.olga, required="1")
    page = firm.client()
    answer = page.post("/werft/settings/team", {"required": "1"})
    assert answer.status_code == 422
    assert b"/me/security" in answer.content


def test_the_list_of_people_says_who_has_one(firm, codes, django_assert_num_queries):
    from klientel.team.queries import people

    actor = firm.olga
    with django_assert_num_queries(3):
        found = {one.member.name: one.has_second_factor for one in people(actor)}
    assert found["Olga"]
    assert not found["Sam"]
    assert Member.objects.in_workspace(firm.workspace.pk).count() == 6
