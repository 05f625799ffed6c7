"""Sign in with another e-mail address: asked for with a password, confirmed from the new address.

An address opens a login, since links to set a password go there. So nobody gets another one without
having proved that they read it, and the former one is told.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from klientel.events import log
from klientel.kit import clock, email_address
from klientel.kit.link_secrets import hashed, new_secret
from klientel.kit.refused import NotFound, Refused
from klientel.team import mails, throttle
from klientel.team.actions.session import end_other_sessions
from klientel.team.actions.token import end_tokens_of
from klientel.team.models import EmailChange, ResetLink
from klientel.team.queries import memberships_of
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import User
from klientel.workspaces.queries import actor_of

LIFE = timedelta(hours=24)
_TAKEN = gettext_noop("This address cannot be used: somebody else signs in with it.")


def ask_for_email(user: User, email: str) -> str:
    """Send a link to the address that somebody wants to sign in with; returns it in its one form.

    An address that somebody else has is told there and not here: who has a login is nobody's
    business. Raises `Refused` for no address and for the present one, `TooMany`.
    """
    wanted = _cleaned(user, email)
    throttle.take((throttle.EMAIL_CHANGE, str(user.pk)), (throttle.EMAIL_CHANGE_TO, wanted))
    with transaction.atomic():
        # the wish is kept in either case: its line on the page must not tell them apart
        token = new_secret()
        EmailChange.replace(user, wanted, hashed(token), clock.now() + LIFE)
        if _is_taken(user, wanted):
            mails.send_email_taken(wanted, user.language)
        else:
            mails.send_email_link(user, wanted, token)
    return wanted


def wished_email(user: User) -> EmailChange | None:
    """The address that somebody has asked for and may still confirm."""
    return EmailChange.objects.filter(user_id=user.pk, expires_at__gt=clock.now()).first()


def wish_behind(user: User, token: str) -> EmailChange:
    """What a link of the user's stands for; raises `NotFound` for any other or an old one."""
    rows = EmailChange.objects.filter(user_id=user.pk, expires_at__gt=clock.now())
    wish = rows.filter(token_hash=hashed(token)).first()
    if wish is None:
        raise NotFound
    return wish


def confirm_email(user: User, token: str, session_key: str | None) -> None:
    """Let somebody sign in with the address that the link was sent to, and no longer the other.

    All other sessions, tokens and links to set a password end; each workspace's log tells of it,
    and a mail tells the former address. Raises `NotFound` for a link that is over.
    """
    with transaction.atomic():
        wish = wish_behind(user, token)
        _put(user, wish.email, session_key)


def drop_wish(user: User) -> None:
    """Forget the address that was asked for: its link does nothing any more."""
    EmailChange.drop(user)


def put_email(user: User, email: str) -> None:
    """Give a login another address, for whoever runs the server and has made sure who asks.

    All sessions end. Raises `Refused` for no address, the present one, and one that is taken.
    """
    with transaction.atomic():
        _put(user, _cleaned(user, email), None, by_operator=True)


def _cleaned(user: User, email: str) -> str:
    try:
        wanted = email_address.normalise(email)
    except Refused as refusal:
        raise refusal.at("email") from None
    if not wanted:
        raise Refused("Please enter an e-mail address.", "email")
    if wanted == user.email:
        raise Refused("This is your address already.", "email")
    return wanted


def _is_taken(user: User, email: str) -> bool:
    return User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()


def _put(user: User, email: str, session_key: str | None, *, by_operator: bool = False) -> None:
    if _is_taken(user, email):
        raise Refused(_TAKEN, "email")
    before, user.email = user.email, email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        # somebody else took it in this very moment
        user.email = before
        raise Refused(_TAKEN, "email") from None
    EmailChange.drop(user)
    ResetLink.burn(user)
    # the sign-in library would go on finding the login by an address that it noted itself
    EmailAddress.objects.filter(user_id=user.pk).delete()
    end_other_sessions(user, session_key)
    end_tokens_of(user)
    for member in memberships_of(user):
        actor = (
            Actor.system(member.workspace_id, "command line") if by_operator else actor_of(member)
        )
        facts = {"member": str(member.pk), "before": before, "after": email}
        log.record(actor, "member.email_changed", record_type="member", facts=facts)
        member.workspace.touch_directory()
    mails.send_email_changed(user, before)
