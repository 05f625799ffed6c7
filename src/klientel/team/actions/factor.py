"""Set up, name and remove the second factors of one's own login.

Each change is told in every workspace the person is in and by mail, and ends all other sessions.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction

from klientel.events import log
from klientel.kit.refused import NotFound, Refused
from klientel.kit.text import clean_line
from klientel.team import mails, throttle
from klientel.team.actions.session import end_other_sessions
from klientel.team.actions.token import end_tokens_of
from klientel.team.factors import WRONG, Type, matching_step
from klientel.team.queries import memberships_of
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import User
from klientel.workspaces.queries import actor_of

MOST_PASSKEYS = 10
LONGEST_NAME = 60


def add_app(user: User, session_key: str | None, *, secret: str, code: str) -> list[str]:
    """Let an app's codes guard the login; returns the recovery codes if they are new, else none.

    Raises `Refused` when the code does not come from this secret, or an app is there already.
    """
    tried = (throttle.SECOND_STEP, str(user.pk))
    throttle.take(tried)
    step = matching_step(secret, "".join(code.split()))
    if step is None:
        raise Refused(WRONG, "code")
    throttle.give_back(tried)
    with transaction.atomic():
        _hold(user)
        if _mine(user, Type.TOTP).exists():
            raise Refused("An app is set up already. Remove it first.", "code")
        one = TOTP.activate(user, secret).instance
        one.data = {**one.data, "last_step": step}
        one.save(update_fields=["data"])
        codes = _first_codes(user)
        _tell(user, session_key, "member.app_added")
    return codes


def remove_app(user: User, session_key: str | None) -> None:
    """Stop asking for codes of an app; raises `NotFound` where there is none."""
    with transaction.atomic():
        if not _mine(user, Type.TOTP).delete()[0]:
            raise NotFound
        _drop_lone_codes(user)
        _tell(user, session_key, "member.app_removed")


def add_passkey(user: User, session_key: str | None, *, name: str, signed: str) -> list[str]:
    """Let a passkey guard the login; returns the recovery codes if they are new, else none.

    Raises `Refused` for an answer that no passkey gave to the challenge of this session.
    """
    try:
        given: Any = json.loads(signed[:20_000])
        webauthn.parse_registration_response(given)
        webauthn.complete_registration(given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("The passkey could not be set up. Please try again.", "name") from None
    with transaction.atomic():
        _hold(user)
        rows = _mine(user, Type.WEBAUTHN)
        if rows.count() >= MOST_PASSKEYS:
            raise Refused("At most {count} passkeys are possible.", "name", count=MOST_PASSKEYS)
        title = _name(name) or f"Passkey {rows.count() + 1}"
        webauthn.WebAuthn.add(user, title, given)
        codes = _first_codes(user)
        _tell(user, session_key, "member.passkey_added", name=title)
    return codes


def rename_passkey(user: User, passkey: int, name: str) -> None:
    """Give a passkey another name; raises `NotFound` for anybody else's."""
    with transaction.atomic():
        one = _one_passkey(user, passkey)
        title = _name(name)
        if not title:
            raise Refused("Please enter a name.", "name")
        one.data = {**one.data, "name": title}
        one.save(update_fields=["data"])


def remove_passkey(user: User, session_key: str | None, passkey: int) -> None:
    """Forget a passkey; raises `NotFound` for anybody else's."""
    with transaction.atomic():
        one = _one_passkey(user, passkey)
        title = one.data["name"]
        one.delete()
        _drop_lone_codes(user)
        _tell(user, session_key, "member.passkey_removed", name=title)


def renew_codes(user: User, session_key: str | None) -> list[str]:
    """New recovery codes; the old ones stop working. Raises `NotFound` without another factor."""
    with transaction.atomic():
        _hold(user)
        if not _mine(user, Type.TOTP, Type.WEBAUTHN).exists():
            raise NotFound
        _mine(user, Type.RECOVERY_CODES).delete()
        codes = _first_codes(user)
        _tell(user, session_key, "member.codes_renewed")
    return codes


def forget_factors(user: User) -> int:
    """Remove everything but the password, for somebody who lost phone, key and codes.

    For whoever runs the server, who has made sure who asks. Returns how many factors there were.
    """
    with transaction.atomic():
        count = int(Authenticator.objects.filter(user_id=user.pk).delete()[0])
        for member in memberships_of(user):
            actor = Actor.system(member.workspace_id, "command line")
            facts = {"member": str(member.pk)}
            log.record(actor, "member.factors_removed", record_type="member", facts=facts)
        end_other_sessions(user, None)
        end_tokens_of(user)
        mails.send_factor_changed(user, "member.factors_removed")
    return count


def _mine(user: User, *types: str) -> Any:
    return Authenticator.objects.filter(user_id=user.pk, type__in=types)


def _hold(user: User) -> None:
    """Let two changes of one person's factors queue."""
    User.objects.select_for_update().get(pk=user.pk)


def _one_passkey(user: User, passkey: int) -> Authenticator:
    one = _mine(user, Type.WEBAUTHN).select_for_update().filter(pk=passkey).first()
    if one is None:
        raise NotFound
    return one


def _name(text: str) -> str:
    try:
        return clean_line(text, LONGEST_NAME)
    except Refused as refusal:
        raise refusal.at("name") from None


def _first_codes(user: User) -> list[str]:
    if _mine(user, Type.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(user).generate_codes())


def _drop_lone_codes(user: User) -> None:
    """Recovery codes recover a factor; without one they would be a door of their own."""
    if not _mine(user, Type.TOTP, Type.WEBAUTHN).exists():
        _mine(user, Type.RECOVERY_CODES).delete()


def _tell(user: User, session_key: str | None, verb: str, **facts: str) -> None:
    """The change in the log of each workspace, a mail, and an end to all other sessions."""
    for member in memberships_of(user):
        log.record(actor_of(member), verb, record_type="member", facts=facts)
    end_other_sessions(user, session_key)
    end_tokens_of(user)
    mails.send_factor_changed(user, verb)
