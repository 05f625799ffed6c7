"""The second factors of a user: which there are, and whether what was typed or signed is right.

The library keeps and computes them; here tries are counted, a code works once in all processes
together, and time is the program's clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.team import throttle
from klientel.workspaces.models import User

Type = Authenticator.Type
STEP = 30
"""Seconds that a code of an app is good for."""
DRIFT = 1
"""Steps that a phone's clock may be ahead or behind."""
WRONG = gettext_noop("This code is not right. Codes change every 30 seconds and work once.")


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What somebody has set up besides their password."""

    has_app: bool
    app_used_at: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def is_set(self) -> bool:
        """Whether signing in takes a second step."""
        return self.has_app or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """What a user has set up, in one query."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    app = next((one for one in rows if one.type == Type.TOTP), None)
    codes = next((one for one in rows if one.type == Type.RECOVERY_CODES), None)
    return Factors(
        has_app=app is not None,
        app_used_at=app.last_used_at if app else None,
        passkeys=tuple(
            Passkey(one.pk, one.data["name"], one.created_at, one.last_used_at)
            for one in rows
            if one.type == Type.WEBAUTHN
        ),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def guarded_users(users: Iterable[UUID]) -> set[UUID]:
    """Those of the users whose sign-in takes a second step."""
    rows = Authenticator.objects.filter(user_id__in=list(users))
    return set(rows.exclude(type=Type.RECOVERY_CODES).values_list("user_id", flat=True))


def check_code(user: User, code: str) -> Authenticator:
    """The factor that a typed code belongs to: of the app, or one of the recovery codes.

    Raises `Refused` for a wrong or used code, `TooMany` after too many tries.
    """
    typed = "".join(code.split()).replace("-", "")[:20]
    tried = (throttle.SECOND_STEP, str(user.pk))
    throttle.take(tried)
    with transaction.atomic():
        for one in Authenticator.objects.filter(user_id=user.pk).exclude(type=Type.WEBAUTHN):
            if _is_right(one, typed):
                throttle.give_back(tried)
                one.last_used_at = clock.now()
                one.save(update_fields=["last_used_at"])
                return one
    raise Refused(WRONG, "code")


def _is_right(one: Authenticator, typed: str) -> bool:
    if not typed.isascii():
        return False
    if one.type == Type.RECOVERY_CODES:
        return bool(one.wrap().validate_code(typed))
    step = matching_step(decrypt(one.data["secret"]), typed)
    return step is not None and _is_first_use(one, step)


def _is_first_use(one: Authenticator, step: int) -> bool:
    """Whether the code of this step was never taken, nor one of a later step."""
    held = Authenticator.objects.select_for_update().get(pk=one.pk)
    if step <= held.data.get("last_step", 0):
        return False
    one.data = {**held.data, "last_step": step}
    one.save(update_fields=["data"])
    return True


def matching_step(secret: str, typed: str) -> int | None:
    """The time step whose code was typed, within what clocks may differ; None for none."""
    now = int(clock.now().timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), typed):
            return step
    return None


def passkey_challenge(user: User) -> str:
    """What a browser needs to sign with one of the user's passkeys, as JSON."""
    return json.dumps(webauthn.begin_authentication(user), default=dict)


def check_passkey(user: User, signed: str) -> Authenticator:
    """The passkey that signed the challenge of this session; raises `Refused` or `TooMany`."""
    tried = (throttle.SECOND_STEP, str(user.pk))
    throttle.take(tried)
    try:
        given: Any = json.loads(signed[:20_000])
        webauthn.parse_authentication_response(given)
        one = webauthn.complete_authentication(user, given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("This passkey does not belong to you, or it took too long.") from None
    throttle.give_back(tried)
    one.last_used_at = clock.now()
    one.save(update_fields=["last_used_at"])
    return one
